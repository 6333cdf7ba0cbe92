import { adminCreate } from './admin-create';
import { apiKeyCreate } from './api-key-create';
import type { Command } from './command';

/** Every command of the operator's command line (contract.md, commands), in the order of the help. */
export const commands: readonly Command[] = [adminCreate, apiKeyCreate];
