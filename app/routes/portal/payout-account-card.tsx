import { Form } from '@remix-run/react';
import { CircleCheck, Landmark, TriangleAlert } from 'lucide-react';
import { Alert } from '~/components/ui/alert';
import { Badge } from '~/components/ui/badge';
import { Button, buttonClass } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Time } from '~/components/ui/time';
import type { Instant } from '~/kernel/time';
import { paths } from '~/routes/paths';

const results: Record<string, { tone: 'good' | 'warn' | 'bad'; title: string; text: string }> = {
  payable: {
    tone: 'good',
    title: 'Your account is connected',
    text: 'Payouts go there from now on.',
  },
  incomplete: {
    tone: 'warn',
    title: 'Stripe still needs something',
    text: 'Your account exists, but cannot receive payouts yet. Go on where you left off.',
  },
  unavailable: {
    tone: 'bad',
    title: 'Stripe did not answer',
    text: 'Nothing has changed. Try again in a few minutes.',
  },
};

/** What became of a visit to Stripe's pages. */
export function AccountResult({ account }: { account: string | null }) {
  if (account === null) return null;
  const { tone, title, text } = results[account] ??
    results.unavailable ?? { tone: 'bad', title: '', text: '' };
  return (
    <Alert tone={tone} title={title} live>
      {text}
    </Alert>
  );
}

export interface AccountCardProps {
  connected: boolean;
  payable: boolean;
  automatic: boolean;
  nextAutomatic: Instant | null;
  /** only owners decide where money goes */
  isOwner: boolean;
}

/** Where payouts go, and whether one is requested each month. */
export function AccountCard({ connected, payable, automatic, nextAutomatic, isOwner }: AccountCardProps) {
  return (
    <Card
      id="account"
      title="Payout account"
      actions={
        payable ? (
          <Badge tone="good" icon={CircleCheck}>
            Ready
          </Badge>
        ) : connected ? (
          <Badge tone="warn" icon={TriangleAlert}>
            Not finished
          </Badge>
        ) : null
      }
    >
      <p className="text-sm text-pretty text-muted">
        {payable
          ? 'Your account at Stripe can receive payouts.'
          : connected
            ? 'Stripe needs a few more answers before it can pay you.'
            : 'Payouts go through Stripe. It asks for your bank account and who you are; we see neither.'}
      </p>
      <div className="mt-4">
        {isOwner ? (
          <a
            href={payable ? '/payouts/account/dashboard' : '/payouts/account/onboarding'}
            className={buttonClass({ variant: payable ? 'secondary' : 'primary', block: true })}
          >
            <Landmark aria-hidden size={15} />
            {payable ? 'Open Stripe' : connected ? 'Go on at Stripe' : 'Connect an account'}
          </a>
        ) : (
          <p className="text-sm text-muted">An owner of your workspace can change it.</p>
        )}
      </div>
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
    </Card>
  );
}
