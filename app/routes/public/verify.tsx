import type { MetaFunction } from '@remix-run/node';
import type { ReactNode } from 'react';
import { VerifyPanel } from '~/components/chain/verify-panel';
import { Alert } from '~/components/ui/alert';
import { Card } from '~/components/ui/card';
import { TextLink } from '~/components/ui/text-link';
import { paths } from '~/routes/paths';

export const meta: MetaFunction = () => [{ title: 'Verify a chain · Tributary' }];

/** GET /verify: checks a downloaded chain in the browser, with no request to the server (domain.md section 13). */
export default function Verify() {
  return (
    <div className="mx-auto grid max-w-4xl grid-cols-1 gap-8 px-4 py-12 sm:px-6">
      <header>
        <h1 className="text-3xl">Verify a chain</h1>
        <p className="mt-2 max-w-prose text-pretty text-muted">
          Everything that moves a partner’s money stands in a chain of events, each bound to the one before by
          its hash. This page recomputes the hashes, the signatures, and every commission and balance by the
          rules. It asks the server nothing: switch the network off and it works all the same.
        </p>
      </header>
      <noscript>
        <Alert tone="warn" title="This page needs scripts">
          They are switched off in this browser. Run the stand-alone verifier below instead.
        </Alert>
      </noscript>
      <VerifyPanel />
      <div className="grid gap-6 md:grid-cols-2">
        <Card title="Get the files" id="files">
          <ul className="grid gap-2 text-sm text-muted">
            <li>
              <FileLink href={paths.chain}>Your chain</FileLink>, when you are signed in as a partner; by key
              it is <Code>GET /api/v1/chain</Code>.
            </li>
            <li>
              <FileLink href={paths.signingKeys}>The public keys</FileLink> that sign it. Keep a copy: a key
              you kept is worth more than one you just fetched.
            </li>
          </ul>
        </Card>
        <Card title="Without this page" id="script">
          <p className="text-sm text-muted">
            <FileLink href="/tributary-verify.mjs" download>
              tributary-verify.mjs
            </FileLink>{' '}
            is one file without dependencies, for Node 20 or newer:
          </p>
          <pre className="mt-3 rounded-md border bg-sunken p-3 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
            node tributary-verify.mjs chain.ndjson
          </pre>
          <p className="mt-3 text-sm text-muted">
            How a chain is made, for a verifier of your own, is told in <Code>docs/chain.md</Code>. More about
            the program: <TextLink to={paths.docs}>Docs</TextLink>.
          </p>
        </Card>
      </div>
    </div>
  );
}

function FileLink({ href, download, children }: { href: string; download?: boolean; children: ReactNode }) {
  return (
    <a
      href={href}
      download={download}
      className="rounded-sm font-medium text-accent-ink underline decoration-accent-ink/40 underline-offset-3 hover:decoration-current"
    >
      {children}
    </a>
  );
}

const Code = ({ children }: { children: ReactNode }) => (
  <code className="font-mono text-xs break-words">{children}</code>
);
