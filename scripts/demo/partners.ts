/** A partner of the demo. Handles say what it is; nobody real is meant. */
export interface DemoPartner {
  handle: string;
  name: string;
  kind: 'affiliate' | 'agency';
  terms: 'developer' | 'agency' | 'marketplace';
  /** its links beside the direct one */
  links: DemoLink[];
  /** how many of the customers come through it, relative to the others */
  weight: number;
  /** the day of the demo it joins */
  joins: number;
  /** asks for a part of what is available (minor units), if there is so much */
  asks?: { day: number; amount: string };
  /** from that day on it earns nothing new */
  pauses?: { day: number; reason: string };
  rateBps?: number;
  /** ISO 3166 alpha-2 */
  country: string;
  /** without an account at Stripe its payouts wait */
  payable: boolean;
  /** signs up on the page, with a password people can use; the others are created by an admin */
  signsUp: boolean;
  /** an agency that still waits for an admin */
  waits?: boolean;
  /** why an admin rejects its first payout */
  rejection?: string;
}

export interface DemoLink {
  code: string;
  source: 'content' | 'agency' | 'direct_link';
  label: string;
  destination: string;
}

const HOME = 'https://emdash.dev/';
const DOCS = 'https://docs.emdash.dev/';

const article = (code: string, label: string): DemoLink => ({
  code,
  source: 'content',
  label,
  destination: DOCS,
});

type More = Partial<DemoPartner> & Pick<DemoPartner, 'weight' | 'joins'>;

const developer = (handle: string, name: string, more: More): DemoPartner => ({
  handle,
  name,
  kind: 'affiliate',
  terms: 'developer',
  links: [{ code: `${handle}-docs`, source: 'direct_link', label: 'Documentation', destination: DOCS }],
  country: 'US',
  payable: true,
  signsUp: false,
  ...more,
});

const agency = (handle: string, name: string, more: More): DemoPartner => ({
  ...developer(handle, name, more),
  kind: 'agency',
  terms: 'agency',
  country: 'DE',
  links: [{ code: `${handle}-clients`, source: 'agency', label: 'Client proposals', destination: HOME }],
  ...more,
});

/** Twelve of all kinds and in every state an admin meets. */
export const demoPartners: readonly DemoPartner[] = [
  developer('demo-developer', 'Demo developer', {
    weight: 20,
    joins: 0,
    signsUp: true,
    asks: { day: 181, amount: '20000' },
    links: [
      { code: 'demo-talk', source: 'direct_link', label: 'Slides of a talk', destination: HOME },
      { code: 'demo-readme', source: 'direct_link', label: 'Readme of a plugin', destination: DOCS },
      article('demo-review', 'A year with it, reviewed'),
    ],
  }),
  developer('edge-notes', 'Edge notes', { weight: 14, joins: 0 }),
  developer('static-first', 'Static first', {
    weight: 10,
    joins: 6,
  }),
  developer('tiny-runtime', 'Tiny runtime', { weight: 7, joins: 20 }),
  developer('weekend-builds', 'Weekend builds', { weight: 5, joins: 35 }),
  developer('cms-field-guide', 'CMS field guide', {
    weight: 14,
    joins: 3,
    links: [article('cms-compared', 'Ten systems compared'), article('migrating', 'Migrating in a day')],
  }),
  developer('astro-recipes', 'Astro recipes', {
    weight: 8,
    joins: 28,
    // where Stripe does not pay: it has not written down its bank details yet
    country: 'BR',
    payable: false,
    links: [article('recipes', 'Recipe index')],
  }),
  agency('demo-agency', 'Demo agency', {
    weight: 13,
    joins: 0,
    signsUp: true,
    rejection:
      'The account at Stripe is in another name than yours. Correct it; the amount is available again.',
  }),
  agency('studio-north', 'Studio North', { weight: 9, joins: 12 }),
  agency('studio-harbour', 'Studio Harbour', {
    weight: 0,
    joins: 185,
    signsUp: true,
    waits: true,
    links: [],
  }),
  developer('plugin-shelf', 'Plugin shelf', {
    weight: 8,
    joins: 4,
    terms: 'marketplace',
    rateBps: 1250,
    links: [],
  }),
  developer('theme-shelf', 'Theme shelf', {
    weight: 4,
    joins: 15,
    terms: 'marketplace',
    links: [],
    pauses: { day: 150, reason: 'The shop is closed for the winter.' },
  }),
];
