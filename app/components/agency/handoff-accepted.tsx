import { ArrowUpRight } from 'lucide-react';
import { Alert } from '~/components/ui/alert';
import { buttonClass, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Time } from '~/components/ui/time';
import type { AcceptedView, DeliveryView, ManifestView } from '~/domain/agency/handoff-view';
import type { Instant } from '~/kernel/time';
import { HandoffDelivery } from './handoff-delivery';
import { HandoffManifest } from './handoff-manifest';
import { HandoffProof } from './handoff-proof';

export interface HandoffAcceptedProps {
  manifest: ManifestView;
  manifestHash: string;
  accepted: AcceptedView;
  delivery: DeliveryView | null;
  signUpUrl: string | null;
  hasAccess: boolean;
  accessEnded: { at: Instant; by: string } | null;
  /** where the access is ended */
  accessPath: string;
}

/** What a client has accepted, and how it goes on. */
export function HandoffAccepted(props: HandoffAcceptedProps) {
  const { manifest, manifestHash, accepted, delivery, signUpUrl } = props;
  const { program } = manifest;
  return (
    <>
      <Alert tone="good" title="Accepted">
        {accepted.name} accepted for {manifest.client.domain} on <Time at={accepted.at} precise />. A copy is
        in the mailbox of {accepted.email}.
      </Alert>
      {signUpUrl && (
        <Card title="What comes next">
          <p className="max-w-prose text-sm text-pretty text-muted">
            Sign up with {program}, and you find there what was prepared for you. If you have an account
            already, sign in with it.
          </p>
          <p className="mt-4">
            <a
              href={signUpUrl}
              rel="noreferrer"
              className={`${buttonClass({ variant: 'primary' })} max-sm:w-full`}
            >
              Go on to {program} <ArrowUpRight aria-hidden size={16} />
            </a>
          </p>
          {delivery && (
            <div className="mt-5 border-t pt-4">
              <HandoffDelivery delivery={delivery} program={program} />
            </div>
          )}
        </Card>
      )}
      <HandoffManifest manifest={manifest} />
      <AccessCard {...props} />
      <HandoffProof manifestHash={manifestHash} accepted={accepted} />
    </>
  );
}

function AccessCard({ manifest, hasAccess, accessEnded, accessPath }: HandoffAcceptedProps) {
  const { agency } = manifest;
  if (accessEnded) {
    return (
      <Card title={`The access of ${agency.name} has ended`}>
        <p className="max-w-prose text-sm text-pretty text-muted">
          Since <Time at={accessEnded.at} precise /> it can deliver no newer configurations. What it earns
          stays as it was agreed.
        </p>
      </Card>
    );
  }
  if (!hasAccess) return null;
  return (
    <Card title={`End the access of ${agency.name}`}>
      <p className="max-w-prose text-sm text-pretty text-muted">
        It can then deliver no newer configurations; you keep what you have. What it earns by you does not
        change by it.
      </p>
      <p className="mt-4">
        <LinkButton to={accessPath} prefetch="none">
          End its access…
        </LinkButton>
      </p>
    </Card>
  );
}
