import { Form } from '@remix-run/react';
import { HandoffDelivery } from '~/components/agency/handoff-delivery';
import { HandoffManifest } from '~/components/agency/handoff-manifest';
import { HandoffProof } from '~/components/agency/handoff-proof';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { Time } from '~/components/ui/time';
import type { AcceptedView, DeliveryView, OfferView } from '~/domain/agency/handoff-view';
import { paths } from '~/routes/paths';

export interface AgreementPage {
  project: { id: string; name: string };
  delivery: DeliveryView | null;
  undelivered: boolean;
  mayChange: boolean;
}

export interface HandoffAgreementProps {
  page: AgreementPage;
  offer: OfferView;
  accepted: AcceptedView;
}

/** What the client accepted, as its agency sees it, and what the agency may still do. */
export function HandoffAgreement({ page, offer, accepted }: HandoffAgreementProps) {
  const { delivery } = page;
  const { manifest, manifestHash } = offer;
  return (
    <>
      <Alert tone="good" title="Accepted">
        {accepted.name} ({accepted.email}) accepted on <Time at={accepted.at} precise />. Whoever signs up
        through this handoff is credited to you for good.
      </Alert>
      {delivery && (
        <Card title="Delivery to the product">
          <HandoffDelivery delivery={delivery} program={manifest.program} />
          <Again page={page} offer={offer} />
        </Card>
      )}
      <Access page={page} offer={offer} />
      <section aria-labelledby="accepted" className="grid gap-3">
        <h2 id="accepted" className="text-lg">
          What your client accepted
        </h2>
        <HandoffManifest manifest={manifest} level={3} />
      </section>
      <HandoffProof manifestHash={manifestHash} accepted={accepted} />
    </>
  );
}

function Again({ page, offer }: { page: AgreementPage; offer: OfferView }) {
  if (!page.undelivered || !offer.hasAccess || !page.mayChange) return null;
  return (
    <div className="mt-4 grid max-w-prose justify-items-start gap-3 border-t pt-4 text-sm">
      <p className="text-pretty">
        Your configurations are not what was delivered last. Deliver them, and the product has them as the
        next version; what the client accepted stays what it is.
      </p>
      <Form method="post" action={paths.clientHandoffDelivery(page.project.id)} preventScrollReset>
        <Button variant="primary">Deliver what I have now</Button>
      </Form>
    </div>
  );
}

function Access({ page, offer }: { page: AgreementPage; offer: OfferView }) {
  const { accessEnded, hasAccess, manifest } = offer;
  const by: Record<string, string> = { client: 'the client', agency: 'you', admin: 'an admin' };
  if (accessEnded) {
    return (
      <Alert title="Your access has ended">
        Since <Time at={accessEnded.at} precise />, by {by[accessEnded.by] ?? 'the program'}: you can deliver
        no newer configurations. What you earn by {manifest.client.name} stays as it was agreed.
      </Alert>
    );
  }
  if (!hasAccess || !page.mayChange) return null;
  return (
    <Card
      title="Your access"
      description="You may deliver newer configurations. The client, you or an admin can end that; what you earn does not change by it."
    >
      <ConfirmForm
        label="Give up my access…"
        title="Give up your access?"
        description={`You can deliver no newer configurations to ${manifest.client.name} then, and it cannot be given back. What you earn stays as it was agreed.`}
        confirm="Give it up"
        danger
        action={paths.clientHandoffAccessEnd(page.project.id)}
      />
    </Card>
  );
}
