import type { ReactNode } from 'react';
import { Card } from '~/components/ui/card';
import { formatDay } from '~/components/ui/time';
import type { ManifestView } from '~/domain/agency/handoff-view';
import { ConfigurationCode } from './configuration-code';

/** What a client accepts, in the words it reads; the agency sees the very same before it sends it (domain.md section 11). */
export function HandoffManifest({ manifest, level = 2 }: { manifest: ManifestView; level?: 2 | 3 }) {
  const { agency, program } = manifest;
  return (
    <div className="grid gap-4">
      <Card level={level} title="What you take over" flush>
        <Inherited manifest={manifest} />
      </Card>
      <Card level={level} title={`What ${agency.name} may still do`}>
        <Keeps manifest={manifest} />
      </Card>
      <Card level={level} title={`What ${agency.name} earns`}>
        <Earns manifest={manifest} />
      </Card>
      <Card level={level} title="Who is who">
        <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-2">
          <Fact name="The agency">
            {agency.name}, partner of {program} since {formatDay(Date.parse(agency.partnerSince))} as “
            {agency.handle}”
          </Fact>
          <Fact name="Ask the agency">
            <a href={`mailto:${agency.email}`} className="font-medium break-all text-accent-ink underline">
              {agency.email}
            </a>
          </Fact>
          <Fact name="You">
            {manifest.client.name}, {manifest.client.domain}
          </Fact>
          <Fact name="Answers for you">
            {manifest.client.contactName}, <span className="break-all">{manifest.client.contactEmail}</span>
          </Fact>
        </dl>
      </Card>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="mt-0.5 break-words">{children}</dd>
    </div>
  );
}

function Inherited({ manifest }: { manifest: ManifestView }) {
  const { agency, program, configurations } = manifest;
  return (
    <>
      <p className="max-w-prose px-4 pb-3 text-sm text-pretty text-muted sm:px-5">
        {agency.name} set this up for you. {program} receives it when you accept, exactly as it stands here.
      </p>
      <ul>
        {configurations.map((one) => (
          <li key={one.name} className="border-t px-4 py-3 sm:px-5">
            <p className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span className="font-medium break-words">{one.name}</span>
              <span className="figures text-sm text-muted">version {one.version}</span>
            </p>
            <p className="mt-1 font-mono text-xs break-all text-faint">SHA-256 {one.sha256}</p>
            {one.document !== null && <Document name={one.name} document={one.document} />}
          </li>
        ))}
        {configurations.length === 0 && (
          <li className="border-t px-4 py-3 text-sm text-muted sm:px-5">Nothing yet.</li>
        )}
      </ul>
    </>
  );
}

function Document({ name, document }: { name: string; document: string }) {
  return (
    <details className="mt-2">
      <summary className="inline-flex min-h-6 items-center rounded-sm text-sm text-accent-ink">
        Show what it says
      </summary>
      <div className="mt-2">
        <ConfigurationCode
          label={`Configuration ${name}`}
          text={JSON.stringify(JSON.parse(document), null, 2)}
        />
      </div>
    </details>
  );
}

function Keeps({ manifest: { access, agency } }: { manifest: ManifestView }) {
  return access === 'configure' ? (
    <div className="grid max-w-prose gap-2 text-sm text-pretty">
      <p className="font-medium">It may deliver newer versions of these configurations.</p>
      <p className="text-muted">
        You can end that at any time, on this page. It also sees how far you have come with the product and
        what it earns by you, as every partner does, and no more of your account.
      </p>
    </div>
  ) : (
    <div className="grid max-w-prose gap-2 text-sm text-pretty">
      <p className="font-medium">Nothing: after you accept, it can change none of this.</p>
      <p className="text-muted">
        {agency.name} sees how far you have come with the product and what it earns by you, as every partner
        does, and no more of your account.
      </p>
    </div>
  );
}

function Earns({ manifest: { earns, agency, program, terms } }: { manifest: ManifestView }) {
  return (
    <div className="grid max-w-prose gap-2 text-sm text-pretty">
      <ul className="grid gap-1">
        {earns.map((each) => (
          <li key={each} className="text-base font-medium">
            {each}
          </li>
        ))}
      </ul>
      <p className="text-muted">
        {program} pays it to {agency.name} out of what you pay. You pay nothing more for it. A limit by the
        month is for all clients of {agency.name} together.
      </p>
      <p className="text-muted">
        It is agreed once you accept: ending the access of {agency.name} later does not change it. These are
        the program’s terms for agencies, version {terms.version}; those in force when you sign up decide.
      </p>
    </div>
  );
}
