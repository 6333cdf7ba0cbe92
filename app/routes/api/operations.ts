import type { Operation } from './operation';
import * as customers from './operations/customers';
import * as links from './operations/links';
import * as money from './operations/money';
import * as partners from './operations/partners';
import * as payouts from './operations/payouts';
import * as program from './operations/program';
import * as sandbox from './operations/sandbox';

/** Every operation of the API, in the order of the documentation. */
export const operations: readonly Operation[] = [partners, links, customers, money, payouts, program, sandbox]
  .flatMap((group) => Object.values(group))
  .filter((exported): exported is Operation => 'path' in exported && 'method' in exported);
