import { index, type RouteConfig } from '@remix-run/route-config';

/** Every URL of the portal, in one table. */
export default [index('routes/public/home.tsx')] satisfies RouteConfig;
