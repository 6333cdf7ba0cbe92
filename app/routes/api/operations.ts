import { byKeys } from '~/kernel/order';
import type { Method, Operation } from './operation';
import * as chain from './operations/chain';
import * as customers from './operations/customers';
import * as explanations from './operations/explanations';
import * as links from './operations/links';
import * as money from './operations/money';
import * as partners from './operations/partners';
import * as payoutBatches from './operations/payout-batches';
import * as payouts from './operations/payouts';
import * as program from './operations/program';
import * as rates from './operations/rates';
import * as reconciliations from './operations/reconciliations';
import * as sandbox from './operations/sandbox';
import * as simulation from './operations/simulation';
import * as statements from './operations/statements';

const methods: readonly Method[] = ['GET', 'POST', 'PATCH', 'DELETE'];
const depth = ({ path }: Operation) => path.split('/').length;

/** The operations a module exports: shorter paths first, and of one path reading before writing. */
function inOrder(group: object): Operation[] {
  return Object.values(group)
    .filter((exported): exported is Operation => 'path' in exported && 'method' in exported)
    .sort(
      byKeys(
        depth,
        ({ path }) => path,
        ({ method }) => methods.indexOf(method),
      ),
    );
}

/** Every operation of the API, in the order of the documentation. */
export const operations: readonly Operation[] = [
  partners,
  links,
  customers,
  money,
  explanations,
  payouts,
  statements,
  payoutBatches,
  program,
  rates,
  reconciliations,
  simulation,
  chain,
  sandbox,
].flatMap(inOrder);
