import { Card } from '~/components/ui/card';
import { Time } from '~/components/ui/time';
import type { AcceptedView } from '~/domain/agency/handoff-view';

/** What proves an acceptance to anybody: the fingerprint, the statement and its signature. */
export function HandoffProof({ manifestHash, accepted }: { manifestHash: string; accepted: AcceptedView }) {
  const facts = [
    { name: 'Fingerprint of what was accepted (SHA-256)', value: manifestHash },
    { name: 'Statement', value: accepted.statement },
    { name: 'Signature (Ed25519)', value: accepted.signature },
    { name: 'Key', value: accepted.keyId },
  ];
  return (
    <Card title="Proof">
      <p className="max-w-prose text-sm text-pretty text-muted">
        Accepted on <Time at={accepted.at} precise />, signed, and written into the chain of the agency, which
        neither it nor the program can change unnoticed.
      </p>
      <details className="mt-3">
        <summary className="inline-flex min-h-6 items-center rounded-sm text-sm text-accent-ink">
          Fingerprint and signature
        </summary>
        <dl className="mt-3 grid gap-3 text-xs">
          {facts.map(({ name, value }) => (
            <div key={name}>
              <dt className="text-faint">{name}</dt>
              <dd className="mt-0.5 font-mono break-all">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Card>
  );
}
