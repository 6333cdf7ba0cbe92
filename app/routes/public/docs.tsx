import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { TextLink } from '~/components/ui/text-link';
import { env } from '~/platform/env.server';
import { paths } from '~/routes/paths';
import { eventExample, refScriptExample, signUpExample } from './docs-examples';

export const meta: MetaFunction = () => [{ title: 'Docs · Tributary' }];

export function loader() {
  return { origin: env.origin };
}

const sections = [
  ['links', 'Links'],
  ['other-pages', 'Other pages'],
  ['events', 'Events from the product'],
  ['stages', 'The five stages'],
  ['money', 'The words of money'],
  ['api', 'The API'],
] as const;

export default function Docs() {
  const { origin } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto grid max-w-page gap-x-14 px-4 py-12 sm:px-6 lg:grid-cols-[12rem_minmax(0,42rem)]">
      <nav aria-label="On this page" className="max-lg:hidden">
        <ul className="sticky top-8 grid gap-1 text-sm">
          {sections.map(([id, title]) => (
            <li key={id}>
              <a href={`#${id}`} className="block rounded-sm py-1 text-muted hover:text-ink">
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <article className="grid min-w-0 gap-10">
        <header>
          <h1 className="text-3xl">Docs</h1>
          <p className="mt-2 text-muted">
            How a click becomes a referral, a referral a commission, and a commission a payout.
          </p>
        </header>
        <Section id="links" title="Links">
          <p>
            Every partner has a main link, <Code>{`${origin}/r/<code>`}</Code>, and makes more under{' '}
            <TextLink to={paths.links}>Links</TextLink>. Following one stores the click, sets a cookie for the
            window of the partner’s terms, and leads on to the link’s destination. The last click wins.{' '}
            <Code>?ref=&lt;handle&gt;</Code> (or <Code>?via=</Code>) on any page of this portal does the same.
          </p>
        </Section>
        <Section id="other-pages" title="Other pages">
          <p>
            Pages of the program on other hosts load a script of less than 2 kB. It keeps the cookie there:
          </p>
          <Block>{refScriptExample(origin)}</Block>
          <p>Send what it knows with the sign-up, or pass the cookie on as it is:</p>
          <Block>{signUpExample}</Block>
        </Section>
        <Section id="events" title="Events from the product">
          <p>
            The product posts what happens to <Code>{`${origin}/webhooks/product`}</Code>, signed as Standard
            Webhooks has it. The time in the event counts, not when it arrives; an event sent twice counts
            once; events may come in any order.
          </p>
          <Block>{eventExample}</Block>
          <p>
            The others are <Code>customer.attribution_captured</Code>, <Code>customer.usage_recorded</Code>,{' '}
            <Code>customer.members_changed</Code>, <Code>subscription.changed</Code>,{' '}
            <Code>subscription.canceled</Code>, <Code>payment.succeeded</Code>, <Code>payment.refunded</Code>,{' '}
            <Code>payment.refund_failed</Code>, <Code>payment.disputed</Code>,{' '}
            <Code>payment.dispute_closed</Code> and <Code>client.invited</Code>.
          </p>
        </Section>
        <Section id="stages" title="The five stages">
          <Words
            of={[
              ['Linked', 'the click that is credited, or the agency’s invitation'],
              ['Signed up', 'the account was made'],
              ['Activated', '1,000 API calls, or 30 days with use'],
              ['Paid', 'the first payment of more than nothing'],
              ['Sustained', '90 days after signing up, paying, and used or paid within the last 30'],
            ]}
          />
        </Section>
        <Section id="money" title="The words of money">
          <Words
            of={[
              ['Qualifying', 'earned, and counts once the customer pays for the first time'],
              ['Pending', 'in the books, and waits for its release date'],
              ['Available', 'can be paid out, from the minimum on'],
              ['On its way', 'in a payout that was requested and is not paid yet'],
              ['Paid', 'went out with a payout'],
              ['Reversed', 'given back: refunded, lost in a dispute, or the customer left early'],
            ]}
          />
        </Section>
        <Section id="api" title="The API">
          <p>
            Everything in the portal can be read, and most of it done, through{' '}
            <TextLink to={paths.apiDocs} reloadDocument>
              the REST API
            </TextLink>
            . Amounts are strings of minor units with a currency; lists come in pages, newest first.
          </p>
        </Section>
      </article>
    </div>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="grid min-w-0 gap-3">
      <h2 id={id} className="text-lg">
        {title}
      </h2>
      {children}
    </section>
  );
}

function Code({ children }: { children: ReactNode }) {
  return (
    <code className="rounded-sm bg-sunken px-1 py-px font-mono text-[0.85em] break-words">{children}</code>
  );
}

function Block({ children }: { children: string }) {
  return (
    <pre className="break-words whitespace-pre-wrap rounded-md border bg-surface p-4 font-mono text-xs leading-5">
      {children}
    </pre>
  );
}

function Words({ of }: { of: ReadonlyArray<readonly [string, string]> }) {
  return (
    <dl className="grid gap-x-6 gap-y-1.5 sm:grid-cols-[8rem_minmax(0,1fr)]">
      {of.map(([word, means]) => (
        <div key={word} className="contents">
          <dt className="font-medium">{word}</dt>
          <dd className="text-muted max-sm:mb-2">{means}</dd>
        </div>
      ))}
    </dl>
  );
}
