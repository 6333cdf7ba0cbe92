import { statementCsv } from '~/domain/payout/statement-csv.server';
import { getStatement } from '~/domain/reporting/payout-statement.server';
import { download, notFound } from '~/platform/http.server';
import * as operations from '../operations/payouts';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.readStatementCsv, async ({ scope, id }) => {
    const statement = await getStatement(scope, id);
    if (!statement) return notFound('payout');
    return download(statementCsv(statement), {
      type: 'text/csv; charset=utf-8',
      name: `statement-${id}.csv`,
    });
  }),
);

export const loader = routes.loader;
export const action = routes.action;
