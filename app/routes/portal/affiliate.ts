import { redirect } from '@remix-run/node';
import { paths } from '~/routes/paths';

/** The address the program's announcement names (contract.md, pages). */
export const loader = () => redirect(paths.dashboard, { status: 301 });
