import interLatin from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import {
  data,
  type HeadersFunction,
  type LinksFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node';
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  type ShouldRevalidateFunction,
} from '@remix-run/react';
import type { ReactNode } from 'react';
import { NavigationProgress, useFocusOnNavigation } from '~/components/layout/navigation-progress';
import { PageError } from '~/components/layout/page-error';
import { MAIN_ID } from '~/components/layout/skip-link';
import { readTheme } from '~/components/layout/theme';
import { useTheme } from '~/components/layout/theme-switch';
import { useNonce } from '~/components/nonce';
import { captureFromPage } from '~/routes/capture.server';
import { paths } from '~/routes/paths';
import stylesheet from './app.css?url';

export const links: LinksFunction = () => [
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
  { rel: 'preload', href: interLatin, as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' },
  { rel: 'stylesheet', href: stylesheet },
];

export const meta: MetaFunction = () => [{ title: 'Tributary' }];

/** `?ref=` of any page is a click, durable before the answer leaves (domain.md section 2). */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const headers = await captureFromPage(request, context.ip);
  return data({ theme: readTheme(request.headers.get('Cookie')) }, { headers });
}

/** Its cookies go along by themselves. */
export const headers: HeadersFunction = ({ loaderHeaders }) => {
  const caching = loaderHeaders.get('Cache-Control');
  return new Headers(caching ? { 'Cache-Control': caching } : undefined);
};

// Going from page to page is no visit, and only the switch changes the theme.
export const shouldRevalidate: ShouldRevalidateFunction = ({ formAction }) => formAction === paths.theme;

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const theme = useTheme();
  return (
    <html lang="en" className="font-sans" data-theme={theme === 'system' ? undefined : theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  useFocusOnNavigation();
  return (
    <>
      <NavigationProgress />
      <Outlet />
    </>
  );
}

export function ErrorBoundary() {
  return (
    <main id={MAIN_ID}>
      <PageError />
    </main>
  );
}
