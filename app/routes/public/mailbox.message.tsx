import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { AuthLayout } from '~/components/layout/auth-layout';
import { TextLink } from '~/components/ui/text-link';
import { formatMoment } from '~/components/ui/time';
import { findMail } from '~/platform/mail.server';
import { requireSandbox } from '~/routes/guards.server';
import { linkParts } from './link-parts';

export const meta: MetaFunction = () => [{ title: 'Mail · Tributary sandbox' }];

export async function loader({ params }: LoaderFunctionArgs) {
  requireSandbox();
  const mail = await findMail(params.id ?? '');
  if (!mail) throw new Response('There is no such mail.', { status: 404 });
  const { to, subject, text, createdAt } = mail;
  return { to, subject, text, at: createdAt.getTime() };
}

export default function MailboxMessage() {
  const { to, subject, text, at } = useLoaderData<typeof loader>();
  return (
    <AuthLayout
      title={subject}
      lead={`to ${to}, ${formatMoment(at)}`}
      foot={<TextLink to="/sandbox/mailbox">All mails</TextLink>}
    >
      <div className="break-words whitespace-pre-wrap">
        {linkParts(text).map(({ text: part, href, key }) =>
          href ? (
            <a key={key} href={href} className="font-medium break-all text-accent-ink underline">
              {part}
            </a>
          ) : (
            <span key={key}>{part}</span>
          ),
        )}
      </div>
    </AuthLayout>
  );
}
