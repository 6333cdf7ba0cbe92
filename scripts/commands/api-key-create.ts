import { API_SCOPES, type ApiScope, DEFAULT_SCOPES } from '~/domain/identity/api-key';
import type { KeyOwner } from '~/flows/create-api-key.server';
import { type Command, type Given, optional, Refusal, type Report, required } from './command';

const DAY_MS = 86_400_000;

/** `api-key:create`: a key of the REST API. */
export const apiKeyCreate: Command = {
  name: 'api-key:create',
  summary: "Creates a key of the REST API, for a partner (--partner) or with an admin's rights (--admin)",
  details: [
    `Scopes: ${API_SCOPES.join(', ')}. By default an admin's key has ${DEFAULT_SCOPES.admin.join(', ')};`,
    `a partner's has ${DEFAULT_SCOPES.partner.join(', ')}. A key with payouts:approve stands for the second factor.`,
  ],
  options: {
    partner: { type: 'string', value: '<handle>', description: 'the partner whose key it is' },
    admin: { type: 'boolean', description: "an admin's key: sees and may do everything" },
    email: {
      type: 'string',
      value: '<address>',
      description: 'the admin it acts for; needed when there are several',
    },
    name: { type: 'string', value: '<name>', description: 'what it is for, to recognise it in the list' },
    scope: {
      type: 'string',
      multiple: true,
      value: '<scope>',
      description: 'what it may do; several times for several',
    },
    'expires-in-days': {
      type: 'string',
      value: '<days>',
      description: 'ends after so many days; else never',
    },
  },
  async run(given) {
    const owner = ownerOf(given);
    const scopes = scopesOf(given);
    const expiresAt = expiryOf(given);
    const { createApiKey } = await import('~/flows/create-api-key.server');
    const name = optional(given, 'name') ?? 'From the command line';
    const made = await createApiKey(null, { owner, name, expiresAt, ...(scopes ? { scopes } : {}) });
    switch (made.outcome) {
      case 'created': {
        const { id, scopes: has, prefix, partnerId, userId } = made.key;
        const json = { id, name, prefix, scopes: has, partnerId, userId, expiresAt, secret: made.secret };
        return reportOf(json);
      }
      case 'unknown_partner':
        throw new Refusal(`There is no partner with the handle ${optional(given, 'partner')}.`);
      case 'unknown_admin':
        throw new Refusal('There is no such admin. Create one with admin:create.');
      case 'ambiguous_admin':
        throw new Refusal('There are several admins: say with --email which one the key acts for.');
      case 'scope_not_for_partners':
        throw new Refusal(`A partner's key cannot have the scope ${made.scope}.`);
    }
  },
};

function ownerOf(given: Given): KeyOwner {
  if (given.admin && given.partner) throw new Refusal('Choose one of --partner and --admin.');
  if (given.admin) return { kind: 'admin', email: optional(given, 'email') ?? null };
  if (given.email) throw new Refusal("--email names the admin of an --admin key; a partner's has --partner.");
  if (!given.partner) throw new Refusal('Say whose key it is: --partner <handle>, or --admin.');
  return { kind: 'partner', handle: required(given, 'partner') };
}

function scopesOf({ scope }: Given): ApiScope[] | undefined {
  if (!Array.isArray(scope)) return undefined;
  return [...new Set(scope.flatMap((text) => text.split(/[\s,]+/)).filter(Boolean))].map((name) => {
    const known = API_SCOPES.find((each) => each === name);
    if (!known) throw new Refusal(`${name} is not a scope. There are: ${API_SCOPES.join(', ')}.`);
    return known;
  });
}

/** Keys expire by the machine's time (contract.md, /sandbox/clock). */
function expiryOf(given: Given): Date | null {
  const text = optional(given, 'expires-in-days');
  if (text === undefined) return null;
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 3650) {
    throw new Refusal('--expires-in-days must be a whole number from 1 to 3650.');
  }
  return new Date(Date.now() + days * DAY_MS);
}

function reportOf(
  key: { id: string; secret: string; scopes: string[]; expiresAt: Date | null } & Record<string, unknown>,
): Report {
  return {
    lines: [
      `Key ${key.id} was created. Shown only now: ${key.secret}`,
      `It may: ${key.scopes.join(', ')}.${key.expiresAt ? ` It ends on ${key.expiresAt.toISOString()}.` : ''}`,
    ],
    json: key,
  };
}
