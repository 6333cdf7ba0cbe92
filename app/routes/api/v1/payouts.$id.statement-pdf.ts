import { statementPdf } from '~/domain/payout/statement-pdf.server';
import { getStatement } from '~/domain/reporting/payout-statement.server';
import { download, notFound } from '~/platform/http.server';
import * as operations from '../operations/payouts';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.readStatementPdf, async ({ scope, id }) => {
    const statement = await getStatement(scope, id);
    if (!statement) return notFound('payout');
    return download(await statementPdf(statement), { type: 'application/pdf', name: `statement-${id}.pdf` });
  }),
);

export const loader = routes.loader;
export const action = routes.action;
