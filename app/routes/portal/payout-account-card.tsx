import { Form } from '@remix-run/react';
import { CircleCheck, Landmark, TriangleAlert } from 'lucide-react';
import { RequirementLists } from '~/components/money/account-news';
import { CountryField } from '~/components/money/country-field';
import { Badge } from '~/components/ui/badge';
import { Button, buttonClass } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import type { AccountView } from '~/domain/partner/account-view.server';
import { countryName } from '~/domain/partner/payout-country';
import type { Instant } from '~/kernel/time';
import { paths } from '~/routes/paths';

export interface AccountCardProps
  extends Pick<
    AccountView,
    'method' | 'payable' | 'country' | 'reachable' | 'accountId' | 'state' | 'bank' | 'details'
  > {
  automatic: boolean;
  nextAutomatic: Instant | null;
  /** only owners decide where money goes */
  isOwner: boolean;
  countries: ReadonlyArray<{ code: string; name: string }>;
  platformCountry: string;
}

/** Where payouts go, and whether one is requested each month. */
export function AccountCard(props: AccountCardProps) {
  const { method, payable, accountId, isOwner } = props;
  return (
    <Card
      id="account"
      title="Payout account"
      actions={
        payable ? (
          <Badge tone="good" icon={CircleCheck}>
            Ready
          </Badge>
        ) : accountId !== null && method === 'stripe' ? (
          <Badge tone="warn" icon={TriangleAlert}>
            Not finished
          </Badge>
        ) : null
      }
    >
      <Country {...props} />
      {method === 'manual' ? <ByHand {...props} /> : <ByStripe {...props} />}
      {!isOwner && <p className="mt-3 text-sm text-muted">An owner of your workspace can change it.</p>}
      <EachMonth {...props} />
    </Card>
  );
}

function Country({ country, countries, platformCountry, isOwner }: AccountCardProps) {
  if (!isOwner || countries.length === 0) {
    return (
      <p className="mb-3 flex flex-wrap justify-between gap-x-4 text-sm">
        <span>
          {country === null ? 'Nobody has said yet which country you are in.' : countryName(country)}
        </span>
        {isOwner && <TextLink to={`${paths.payouts}?country=change#account`}>Change country</TextLink>}
      </p>
    );
  }
  return (
    <Form method="post" action={paths.payoutCountry} className="mb-4 grid gap-3 border-b pb-4">
      <CountryField options={countries} platformCountry={platformCountry} chosen={country ?? undefined} />
      <Button className="justify-self-start">Save country</Button>
    </Form>
  );
}

function ByStripe({ payable, country, reachable, accountId, state, bank, isOwner }: AccountCardProps) {
  const connected = accountId !== null;
  const elsewhere = !connected && reachable === false;
  return (
    <>
      <p className="text-sm text-pretty text-muted">
        {payable
          ? 'Your account at Stripe can receive payouts.'
          : elsewhere
            ? 'Stripe does not pay from here to your country. You are paid by bank transfer instead.'
            : (state?.reason ??
              'Payouts go through Stripe. It asks for your bank account and who you are; we see neither.')}
      </p>
      {bank && <p className="mt-1 text-sm">{bank}</p>}
      {state && <RequirementLists {...state} />}
      {isOwner && (
        <div className="mt-4 grid gap-3">
          {!elsewhere && (country !== null || connected) && !state?.over && (
            <a
              href={payable ? '/payouts/account/dashboard' : '/payouts/account/onboarding'}
              className={buttonClass({ variant: payable ? 'secondary' : 'primary', block: true })}
            >
              <Landmark aria-hidden size={15} />
              {payable ? 'Open Stripe' : connected ? 'Go on at Stripe' : 'Connect an account'}
            </a>
          )}
          {elsewhere ? (
            <a href={paths.payoutsByHand} className={buttonClass({ variant: 'primary', block: true })}>
              <Landmark aria-hidden size={15} /> Enter bank details
            </a>
          ) : (
            <p className="text-sm">
              <TextLink to={paths.payoutsByHand}>Be paid by bank transfer instead</TextLink>
            </p>
          )}
        </div>
      )}
    </>
  );
}

function ByHand({ details, reachable, isOwner }: AccountCardProps) {
  return (
    <>
      <p className="text-sm text-pretty text-muted">You are paid by bank transfer, by hand, to</p>
      <p className="mt-1 font-mono text-sm">{details ?? 'no account yet'}</p>
      {isOwner && (
        <div className="mt-4 grid gap-3">
          <a href={paths.payoutsByHand} className={buttonClass({ block: true })}>
            Change bank details
          </a>
          {reachable && (
            <Form method="post" action={paths.payoutsByStripe}>
              <Button size="sm">Be paid by Stripe instead</Button>
            </Form>
          )}
        </div>
      )}
    </>
  );
}

function EachMonth({ automatic, nextAutomatic, isOwner }: AccountCardProps) {
  return (
    <div className="mt-5 border-t pt-4 text-sm">
      <p className="font-medium">Each month by itself</p>
      <p className="mt-0.5 text-muted">
        {nextAutomatic ? (
          <>
            What is available is requested on <Time at={nextAutomatic} />, if it is enough.
          </>
        ) : automatic ? (
          'On the 1st of each month, as soon as your account is ready.'
        ) : (
          'Off: you request each payout yourself.'
        )}
      </p>
      {isOwner && (
        <Form method="post" action={paths.automaticPayout} className="mt-3">
          <Button size="sm" name="automatic" value={automatic ? 'off' : 'on'}>
            {automatic ? 'Turn off' : 'Turn on'}
          </Button>
        </Form>
      )}
    </div>
  );
}
