import type { MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { AuthLayout } from '~/components/layout/auth-layout';
import { Alert } from '~/components/ui/alert';
import { formatMoment } from '~/components/ui/time';
import { listMail } from '~/platform/mail.server';
import { requireSandbox } from '~/routes/guards.server';

export const meta: MetaFunction = () => [{ title: 'Mailbox · Tributary sandbox' }];

/** Every mail the portal would have sent, for sandbox mode without a mail server; else there is no such page. */
export async function loader() {
  requireSandbox();
  const mails = await listMail(100);
  return mails.map(({ id, to, subject, createdAt }) => ({ id, to, subject, at: createdAt.getTime() }));
}

export default function Mailbox() {
  const mails = useLoaderData<typeof loader>();
  return (
    <AuthLayout
      title="Mailbox"
      lead="Sandbox mode sends no mail. What would have been sent is kept here, newest first."
    >
      {mails.length === 0 ? (
        <Alert>Nothing yet. Sign up, or ask for a new password.</Alert>
      ) : (
        <ul className="divide-y rounded-md border bg-surface">
          {mails.map(({ id, to, subject, at }) => (
            <li key={id}>
              <Link to={`/sandbox/mailbox/${id}`} className="block px-4 py-3 hover:bg-sunken">
                <span className="block font-medium break-words">{subject}</span>
                <span className="block text-xs break-words text-faint">
                  to {to}, {formatMoment(at)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </AuthLayout>
  );
}
