import type { WorldIds } from './world';

let counter = 0;
const fresh = (what: string) => `${what} ${counter++}`;
const document = () => JSON.stringify({ region: fresh('region') });
const archived = { archived: 'yes' };

/**
 * Forms that are right, so that nothing but the rights of who sends them decides. What is refused for another reason is left out of the table
 * and sent empty.
 */
const forms: Readonly<Record<string, (ids: WorldIds) => Record<string, string>>> = {
  'POST /links': () => ({ destination: 'https://emdash.dev/', source: 'agency', label: fresh('link') }),
  'POST /payouts': () => ({ amount: '50.00' }),
  'POST /payouts/automatic': () => ({ automatic: 'on' }),
  'POST /payouts/country': () => ({ country: 'US' }),
  'POST /clients/new': () => ({ name: fresh('client'), domain: `${fresh('c').replace(' ', '')}.test` }),
  'POST /clients/:id/edit': () => ({ name: fresh('client'), notes: 'new notes' }),
  'POST /clients/:id/archival': () => archived,
  'POST /clients/:id/configurations/new': ({ template }) => ({
    ...{ name: fresh('configuration'), template, document: document() },
  }),
  'POST /clients/:id/configurations/:configuration/edit': () => ({ document: document(), basedOn: '2' }),
  'POST /clients/:id/configurations/:configuration/archival': () => archived,
  'POST /clients/:id/configurations/:configuration/versions/:version/restoration': () => ({ basedOn: '2' }),
  'POST /clients/:id/handoff': () => ({ access: 'configure', seen: '0'.repeat(64) }),
  'POST /clients/:id/handoff/sign-ups': () => ({ email: 'founder@client.test' }),
  'POST /clients/domain-check': () => ({ domain: `${fresh('d').replace(' ', '')}.test` }),
  'POST /clients/domain-check/reservations': () => ({ domain: `${fresh('r').replace(' ', '')}.test` }),
  'POST /disputes/:id': () => ({ statement: 'we have known them for years' }),
  'POST /templates/new': () => ({ name: fresh('template'), document: document() }),
  'POST /templates/:id/edit': () => ({ document: document(), basedOn: '2' }),
  'POST /templates/:id/updates': ({ configuration }) => ({
    ...{ version: '2', configuration, configurations: configuration, [`from-${configuration}`]: '2' },
  }),
  'POST /templates/:id/archival': () => archived,
  'POST /settings/members': ({ partner }) => ({
    ...{ email: `${fresh('guest').replace(' ', '')}@guests.test`, role: 'viewer', workspace: partner },
  }),
  'POST /settings/members/:id/role': ({ partner }) => ({ role: 'manager', workspace: partner }),
  'POST /settings/members/:id/removal': ({ partner }) => ({ workspace: partner }),
  'POST /settings/members/invitations/:id/resending': ({ partner }) => ({ workspace: partner }),
  'POST /settings/members/invitations/:id/revocation': ({ partner }) => ({ workspace: partner }),
  'POST /workspace': ({ partner }) => ({ partnerId: partner }),
  'POST /settings/api-keys/end': ({ apiKey }) => ({ id: apiKey }),
  // bodies of the API
  'PATCH /partners/{id}': () => ({ country: 'DE' }),
  'PATCH /links/{id}': () => ({ label: fresh('label') }),
};

/** The fields of a form, or the body of a call, with the ids of a workspace where it names some. */
export function formOf(line: string, ids: WorldIds): Record<string, string> {
  return forms[line]?.(ids) ?? {};
}
