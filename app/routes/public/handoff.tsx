import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, useLoaderData, useNavigation } from '@remix-run/react';
import { HandoffAccepted } from '~/components/agency/handoff-accepted';
import { HandoffEnded } from '~/components/agency/handoff-ended';
import { HandoffLayout } from '~/components/agency/handoff-layout';
import { HandoffManifest } from '~/components/agency/handoff-manifest';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Time } from '~/components/ui/time';
import { maskEmail } from '~/domain/qualification/mask-email';
import { paths } from '~/routes/paths';
import { handoffHeaders, handoffMeta, handoffPageHeaders } from './handoff-headers';
import { handoffToken, lookAtHandoff, statusOf } from './handoff-link.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const headers = handoffPageHeaders;
export const meta: MetaFunction = () => handoffMeta('Handoff · Tributary');

/** GET /handoff/:token: a look, which uses nothing up (contract.md, pages). */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const token = handoffToken(params);
  const opened = await lookAtHandoff(request, token);
  const status = statusOf(opened);
  return data({ token, opened }, { status, headers: handoffHeaders });
}

export default function Handoff() {
  const { token, opened } = useLoaderData<typeof loader>();
  if (!opened) return <HandoffEnded state="unknown" agency={null} />;
  const { state, manifest, accepted } = opened;
  const { agency, client, program } = manifest;
  if (state === 'accepted' && accepted) {
    return (
      <HandoffLayout
        eyebrow={`For ${client.name}, ${client.domain}`}
        title={`You took over what ${agency.name} prepared`}
      >
        <HandoffAccepted {...opened} accepted={accepted} accessPath={paths.handoffAccess(token)} />
      </HandoffLayout>
    );
  }
  if (state !== 'open' && state !== 'accepted') return <HandoffEnded state={state} agency={agency} />;
  return (
    <HandoffLayout
      eyebrow={`For ${client.name}, ${client.domain}`}
      title={`${agency.name} prepared ${program} for you`}
      lead={`Hello ${client.contactName}. This is all of what you take over, what ${agency.name} may still do and what it earns. Nothing happens before you accept.`}
    >
      <HandoffManifest manifest={manifest} />
      <Answer token={token} opened={opened} />
    </HandoffLayout>
  );
}

type Opened = NonNullable<ReturnType<typeof useLoaderData<typeof loader>>['opened']>;

function Answer({ token, opened: { manifest, manifestHash, expiresAt } }: { token: string; opened: Opened }) {
  const busy = useNavigation().state !== 'idle';
  return (
    <Card title="Your answer">
      <p className="max-w-prose text-sm text-pretty text-muted">
        To accept, you type a code that we send to {maskEmail(manifest.client.contactEmail)}, so that nobody
        does it in your name. The link is good until <Time at={expiresAt} precise />.
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        <Form method="post" action={paths.handoffCode(token)} className="max-sm:w-full">
          <Button variant="primary" busy={busy} className="max-sm:w-full">
            Send me a code to accept
          </Button>
        </Form>
        <LinkButton to={paths.handoffDecline(token)} prefetch="none" className="max-sm:w-full">
          Decline…
        </LinkButton>
      </div>
      <p className="mt-4 text-xs break-all text-faint">
        Fingerprint of this offer (SHA-256): <span className="font-mono">{manifestHash}</span>
      </p>
    </Card>
  );
}
