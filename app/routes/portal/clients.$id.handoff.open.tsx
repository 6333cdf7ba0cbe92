import { Form } from '@remix-run/react';
import { HandoffManifest } from '~/components/agency/handoff-manifest';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { Time } from '~/components/ui/time';
import type { OfferView } from '~/domain/agency/handoff-view';
import type { ManifestChanges } from '~/domain/agency/manifest';
import { paths } from '~/routes/paths';
import { DeclaredSignUps } from './clients.$id.handoff.declared';

export interface OpenPage {
  project: { id: string; name: string };
  changes: ManifestChanges | null;
  mayChange: boolean;
}

/** An offer that waits for its answer, or has expired without one. */
export function HandoffOpen({ page, offer }: { page: OpenPage; offer: OfferView }) {
  const { project, changes, mayChange } = page;
  const { client } = offer.manifest;
  const isOpen = offer.state === 'open';
  return (
    <>
      <Card
        title={isOpen ? 'Waits for the client’s answer' : 'Expired without an answer'}
        description={
          <>
            Sent to {client.contactName}, {client.contactEmail}, on <Time at={offer.sentAt} precise />.{' '}
            {offer.openedAt === null ? 'Nobody has opened it yet.' : <Opened at={offer.openedAt} />}{' '}
            {isOpen ? 'Good until' : 'The link ended on'} <Time at={offer.expiresAt} precise />.
          </>
        }
      >
        {mayChange && (
          <div className="flex flex-wrap gap-2">
            <Form method="post" action={paths.clientHandoffLink(project.id)} preventScrollReset>
              <Button>Send the link again</Button>
            </Form>
            {isOpen && (
              <ConfirmForm
                label="Take it back"
                look={{ variant: 'quiet' }}
                title="Take the offer back?"
                description="Its link stops working and the client is told. Your reservation of the domain stays."
                confirm="Take it back"
                danger
                action={paths.clientHandoffRevocation(project.id)}
              />
            )}
          </div>
        )}
      </Card>
      {changes && <Changes changes={changes} />}
      {isOpen && <DeclaredSignUps projectId={project.id} declared={offer.declared} mayChange={mayChange} />}
      {!changes && (
        <section aria-labelledby="sent" className="grid gap-3">
          <h2 id="sent" className="text-lg">
            What your client reads
          </h2>
          <HandoffManifest manifest={offer.manifest} level={3} />
        </section>
      )}
    </>
  );
}

function Opened({ at }: { at: number }) {
  return (
    <>
      Opened on <Time at={at} precise />.
    </>
  );
}

function Changes({ changes: { added, removed, changed, other } }: { changes: ManifestChanges }) {
  const parts = [
    changed.length > 0 && `changed: ${changed.join(', ')}`,
    added.length > 0 && `new: ${added.join(', ')}`,
    removed.length > 0 && `gone: ${removed.join(', ')}`,
    other && 'the client, your agency or the terms read otherwise',
  ].filter(Boolean);
  return (
    <Alert tone="warn" title="What is out is older than what you have">
      Since you sent it, {parts.join('; ')}. The client can only accept what was sent. Send it anew below if
      it should have what you have now.
    </Alert>
  );
}
