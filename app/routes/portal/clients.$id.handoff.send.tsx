import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { HandoffManifest } from '~/components/agency/handoff-manifest';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import type { ManifestView, OfferView } from '~/domain/agency/handoff-view';
import { ACCESS, type Access } from '~/domain/agency/manifest';
import type { Instant } from '~/kernel/time';
import { paths } from '~/routes/paths';

export interface SendPage {
  project: { id: string; name: string; internal: boolean };
  offer: OfferView | null;
  preview: ManifestView;
  seen: string;
  missing: readonly string[];
  changes: unknown;
  reservation: { until: Instant } | { asked: true } | null;
  mayChange: boolean;
  isActive: boolean;
}

const missingWords: Record<string, string> = {
  domain: 'the client’s domain',
  contact_name: 'the name of its contact',
  contact_email: 'the contact’s mail address',
  configuration: 'a configuration',
};

const accessWords: Record<Access, { label: string; hint: string }> = {
  configure: {
    label: 'Keep access to configure',
    hint: 'You may deliver newer versions later. The client can end that at any time.',
  },
  none: { label: 'Keep no access', hint: 'What the client accepts is the last you deliver.' },
};

/** The preview of an offer as the client will see it, and the button that sends it. */
export function HandoffSend({ page }: { page: SendPage }) {
  const { project, offer, preview, missing, changes, mayChange, isActive } = page;
  const [access, setAccess] = useState<Access>(offer?.manifest.access ?? 'configure');
  const isOut = offer?.state === 'open' || offer?.state === 'expired';
  if (project.internal)
    return (
      <Alert title="Internal use is not handed over">
        {project.name} is your own use of the product: it is free and never earns.
      </Alert>
    );
  // what is out reads the same: there is nothing to send anew
  if (isOut && !changes) return null;
  return (
    <>
      <Answered offer={offer} />
      {missing.length > 0 ? (
        <Missing page={page} />
      ) : (
        mayChange && isActive && <SendForm page={page} access={access} onAccess={setAccess} isOut={isOut} />
      )}
      {!isActive && (
        <Alert tone="warn" title="Your agency is not active">
          You can prepare clients now and hand them over once it is.
        </Alert>
      )}
      <section aria-labelledby="preview" className="grid gap-3">
        <div>
          <h2 id="preview" className="text-lg">
            {isOut ? 'What would be sent now' : 'Preview'}
          </h2>
          <p className="mt-0.5 max-w-prose text-sm text-muted">
            Your client reads exactly this; “you” is the client.
          </p>
        </div>
        <HandoffManifest manifest={{ ...preview, access }} level={3} />
      </section>
    </>
  );
}

function Answered({ offer }: { offer: OfferView | null }) {
  if (offer?.declined) {
    return (
      <Alert tone="warn" title="The client declined">
        On <Time at={offer.declined.at} precise />
        {offer.declined.reason ? `: “${offer.declined.reason}”` : ', without a reason'}. Your reservation of
        the domain ended with it. You can offer it again.
      </Alert>
    );
  }
  if (offer?.state === 'taken') {
    return (
      <Alert tone="bad" title="The domain accepted another offer">
        One domain belongs to one agency, and the first acceptance counts.
      </Alert>
    );
  }
  return null;
}

function Missing({ page: { project, missing } }: { page: SendPage }) {
  return (
    <Alert
      tone="info"
      title="Not ready to be sent"
      actions={<TextLink to={paths.client(project.id)}>Complete {project.name}</TextLink>}
    >
      Missing: {missing.map((one) => missingWords[one] ?? one).join(', ')}.
    </Alert>
  );
}

interface SendFormProps {
  page: SendPage;
  access: Access;
  onAccess: (access: Access) => void;
  isOut: boolean;
}

function SendForm({ page, access, onAccess, isOut }: SendFormProps) {
  const { project, preview, seen, reservation } = page;
  const { client } = preview;
  const action = paths.clientHandoff(project.id);
  const busy = useNavigation().formAction === action;
  const asked = reservation !== null && 'asked' in reservation;
  return (
    <Card
      title={isOut ? 'Send it as it is now' : 'Send the offer'}
      description={`To ${client.contactName}, ${client.contactEmail}. ${
        asked ? `An admin still has to approve ${client.domain}, which has customers.` : ''
      }${reservation && 'until' in reservation ? '' : ` It also reserves ${client.domain} for you for thirty days.`}`}
    >
      <Form method="post" action={action} preventScrollReset className="grid gap-4">
        <input type="hidden" name="seen" value={seen} />
        <fieldset className="grid gap-3">
          <legend className="text-sm font-medium">After the client accepted, you</legend>
          {ACCESS.map((one) => (
            <label key={one} className="flex gap-2.5 text-sm">
              <input
                type="radio"
                name="access"
                value={one}
                defaultChecked={one === access}
                onChange={() => onAccess(one)}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span>
                {accessWords[one].label}
                <span className="block text-xs text-faint">{accessWords[one].hint}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div>
          <Button variant="primary" busy={busy}>
            {isOut ? 'Send the new offer' : 'Send the offer'}
          </Button>
        </div>
        <p className="text-xs text-faint">
          The client opens a link that is good for fourteen days and stands in the mail alone.
          {isOut && ' The offer that is out ends, and its link with it.'}
        </p>
      </Form>
    </Card>
  );
}
