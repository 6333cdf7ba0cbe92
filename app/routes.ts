import { index, type RouteConfig, route } from '@remix-run/route-config';

/** Every URL of the portal, in one table. */
export default [
  index('routes/public/home.tsx'),

  // capture: the web server calls r/:code ahead of this table (server/application.mjs)
  route('api/click', 'routes/api/click.ts'),
  route('r/:code', 'routes/public/r.$code.ts'),
  route('ref.js', 'routes/public/ref.js.ts'),
] satisfies RouteConfig;
