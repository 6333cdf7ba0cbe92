import { Form } from '@remix-run/react';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';

export type PartnerStatus = 'pending' | 'active' | 'paused' | 'suspended' | 'rejected' | 'closed';

const notices: Record<PartnerStatus, { tone: 'info' | 'warn' | 'bad'; title: string; text: string } | null> =
  {
    active: null,
    pending: {
      tone: 'info',
      title: 'An admin is looking at your application',
      text: 'You can look around. Your links begin to count, and clients can be credited to you, as soon as it is accepted; we will mail you.',
    },
    paused: {
      tone: 'warn',
      title: 'Your account is paused',
      text: 'New clicks and new payments do not count. What you have earned stays yours and is released as planned.',
    },
    suspended: {
      tone: 'bad',
      title: 'Your account is suspended',
      text: 'New clicks and payments do not count, and payouts are blocked. What you have earned is kept. Reply to the mail we sent you.',
    },
    rejected: {
      tone: 'bad',
      title: 'Your application was not accepted',
      text: 'The reason is in the mail we sent you. Reply to it if something has changed.',
    },
    closed: {
      tone: 'warn',
      title: 'Your account is closed',
      text: 'You can still read everything here. Reply to our mail to have it opened again.',
    },
  };

export interface PartnerNoticesProps {
  status: PartnerStatus;
  emailVerified: boolean;
  email: string;
}

/** What holds on every page of a partner: the account's status, and the address still to be confirmed. */
export function PartnerNotices({ status, emailVerified, email }: PartnerNoticesProps) {
  const notice = notices[status];
  if (!notice && emailVerified) return null;
  return (
    <div className="mb-6 grid gap-3">
      {notice && (
        <Alert tone={notice.tone} title={notice.title}>
          {notice.text}
        </Alert>
      )}
      {!emailVerified && (
        <Alert
          tone="warn"
          title="Confirm your e-mail address"
          actions={
            <Form method="post" action="/verify-email">
              <Button size="sm">Send the mail again</Button>
            </Form>
          }
        >
          Open the link we sent to {email}. Your links work already; a payout needs a confirmed address.
        </Alert>
      )}
    </div>
  );
}
