import { adminCreate } from './admin-create';
import { apiKeyCreate } from './api-key-create';
import type { Command } from './command';
import { payoutsRun } from './payouts-run';
import { reconcile } from './reconcile';
import { verify } from './verify';

/** Every command of the operator's command line (contract.md, commands), in the order of the help. */
export const commands: readonly Command[] = [adminCreate, apiKeyCreate, payoutsRun, reconcile, verify];
