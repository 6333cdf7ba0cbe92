import { addDays, HOUR_MS, type Instant } from '~/kernel/time';
import type { Doors, Session } from './doors';

/** A client of the demo's agency, from the first note to the handoff. */
export interface DemoClient {
  /** of the demo */
  day: number;
  name: string;
  domain: string;
  /** what differs from the template */
  overrides: Record<string, unknown>;
  /** how far it comes; accepted ones sign up the day after */
  comes: 'draft' | 'sent' | 'accepted';
  /** the customer's id at the product */
  customer?: string;
  notes: string;
}

const TEMPLATE = {
  name: 'Content site',
  schema: {
    type: 'object',
    required: ['site', 'locales', 'plugins'],
    properties: {
      site: { type: 'object', required: ['title'], properties: { title: { type: 'string', minLength: 1 } } },
      locales: { type: 'array', items: { type: 'string' }, minItems: 1 },
      plugins: { type: 'array', items: { type: 'string' } },
    },
  },
  document: {
    site: { title: 'Untitled' },
    locales: ['en'],
    plugins: ['forms', 'redirects', 'sitemap'],
    media: { maxMegabytes: 25, formats: ['avif', 'jpeg'] },
  },
};

/** The handoffs come early enough for months of payments, and one is waited for when the demo begins. */
export const demoClients: readonly DemoClient[] = [
  {
    day: 24,
    name: 'Bakery',
    domain: 'bakery-client.example',
    overrides: { site: { title: 'Bakery' }, plugins: ['forms', 'redirects', 'shop', 'sitemap'] },
    comes: 'accepted',
    customer: 'client-bakery',
    notes: 'Moves its shop first, its recipes in spring.',
  },
  {
    day: 96,
    name: 'Museum',
    domain: 'museum-client.example',
    overrides: { site: { title: 'Museum' }, locales: ['de', 'en', 'fr'] },
    comes: 'accepted',
    customer: 'client-museum',
    notes: 'Three languages from the first day.',
  },
  {
    day: 177,
    name: 'Cycling club',
    domain: 'cycling-client.example',
    overrides: { site: { title: 'Cycling club' } },
    comes: 'sent',
    notes: 'The board meets at the end of the month.',
  },
  {
    day: 181,
    name: 'Garden centre',
    domain: 'garden-client.example',
    overrides: { site: { title: 'Garden centre' }, media: { maxMegabytes: 60 } },
    comes: 'draft',
    notes: 'Waits for photographs.',
  },
];

/** When a client that accepted makes its account. */
export const signUpOf = (start: Instant, { day }: DemoClient): Instant =>
  addDays(start, day + 1) + 10 * HOUR_MS;

/** The agency prepares a client, and offers it what it prepared. @returns the token of an offer that was accepted */
export async function prepareClient(
  doors: Doors,
  session: Session,
  client: DemoClient,
): Promise<string | null> {
  const { name, domain, notes, comes } = client;
  const contact = { contactName: 'Office', contactEmail: `office@${domain}` };
  if ((await session.page('/clients')).includes(`>${name}<`)) return null;
  const project = await session.form('/clients/new', { name, domain, notes, ...contact });
  const template = await templateOf(session);
  const document = { ...TEMPLATE.document, ...client.overrides };
  await session.form(`${project}/configurations/new`, {
    ...{ name: 'Production', template, note: 'From the template' },
    document: JSON.stringify(document, null, 2),
  });
  if (comes === 'draft') return null;
  const page = await session.page(`${project}/handoff`);
  const seen = /name="seen"[^>]*value="([0-9a-f]{64})"/.exec(page)?.[1] ?? '';
  await session.form(`${project}/handoff`, { access: 'configure', seen });
  return comes === 'sent' ? null : accept(doors, domain);
}

async function templateOf(session: Session): Promise<string> {
  const find = async () => /\/templates\/(tpl_\w+)/.exec(await session.page('/templates'))?.[1];
  const found = await find();
  if (found) return found;
  const { name, schema, document } = TEMPLATE;
  const text = (value: unknown) => JSON.stringify(value, null, 2);
  await session.form('/templates/new', { name, schema: text(schema), document: text(document), note: '' });
  const made = await find();
  if (!made) throw new Error('the template was made and is not there');
  return made;
}

/** The client opens the mail, asks for a code, and accepts. */
async function accept(doors: Doors, domain: string): Promise<string> {
  const to = `office@${domain}`;
  const [, token = ''] = await mailTo(doors, to, /\/handoff\/([\w-]{20,})/);
  await doors.form(`/handoff/${token}/code`, {});
  const [, code = ''] = await mailTo(doors, to, /Your code [^.]*? is (\d{6})/);
  await doors.form(`/handoff/${token}/accept`, { name: 'Office', code });
  return token;
}

/** What the newest mail to an address says. */
async function mailTo(doors: Doors, to: string, wanted: RegExp): Promise<RegExpExecArray> {
  const mailbox = await doors.page('/sandbox/mailbox');
  for (const [mail] of mailbox.matchAll(/\/sandbox\/mailbox\/\w+/g)) {
    const text = await doors.page(mail);
    const found = text.includes(to) ? wanted.exec(text) : null;
    if (found) return found;
  }
  throw new Error(`there is no such mail for ${to}`);
}
