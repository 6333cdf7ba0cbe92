import type { Terms } from '~/domain/program/terms';
import {
  type Click,
  type Customer,
  DAY,
  type Entry,
  freeMail,
  isActive,
  type Partner,
  type Payment,
  type Program,
  type Referral,
  termsOf,
} from './books';

/** Section 3: who is credited, walked through in time. */
export class Registrar {
  readonly customers = new Map<string, Customer>();
  private readonly invitations: Array<{ at: number; domain: string; partner: Partner }> = [];
  private readonly accepted = new Map<string, Partner>();

  constructor(
    private readonly program: Program,
    entries: Entry[],
  ) {
    for (const entry of entries) {
      if (entry.type === 'client.invited') this.invite(entry);
      if (entry.type === 'customer.signed_up') this.signUp(entry, entries);
      if (entry.type === 'customer.attribution_captured') this.capture(entry, entries);
    }
  }

  private invite(entry: Entry): void {
    const domain = entry.data.domain.toLowerCase();
    const partner = this.program.partners.find((p) => p.handle === entry.data.partnerHandle);
    if (partner?.kind !== 'agency' || freeMail.includes(domain)) return;
    // "a domain that already has customers needs an admin's approval": nobody approves here
    if ([...this.customers.values()].some((one) => one.domain === domain)) return;
    this.invitations.push({ at: entry.at, domain, partner });
  }

  private signUp(entry: Entry, entries: Entry[]): void {
    const { id, email } = entry.data.customer;
    const domain = email.split('@').at(-1).toLowerCase();
    // A capture dated before the sign-up is an explicit click id of the sign-up: READING: its window is counted to the sign-up.
    const early = entries.filter(
      (e) => e.type === 'customer.attribution_captured' && e.data.customerId === id && e.at < entry.at,
    );
    const named = [entry, ...early].flatMap((e) => [e.data.clickId, e.data.imRef]);
    const customer: Customer = {
      id,
      domain,
      signedUpAt: entry.at,
      referral: this.decide(domain, entry.at, named, entry.data.visitorId),
      calls: 0n,
      days: new Set(),
      members: 0,
      live: new Set(),
      lastActivity: Number.NEGATIVE_INFINITY,
      activatedAt: null,
      paidAt: null,
      sustainedAt: null,
      churnedAt: null,
      earned: new Set(),
      waiting: new Set(),
      payments: [],
      firstStart: new Map(),
    };
    this.customers.set(id, customer);
  }

  private decide(domain: string, at: number, named: string[], visitorId?: string): Referral | null {
    // "One domain, one agency (first accepted wins)": once a sign-up of the domain came through one, the others' invitations are over.
    const first = this.accepted.get(domain);
    const invited = this.invitations.find(
      (one) =>
        one.domain === domain && one.at < at && at < one.at + 30 * DAY && (!first || first === one.partner),
    );
    if (invited) {
      this.accepted.set(domain, invited.partner);
      const { partner } = invited;
      return { partner, terms: termsOf('agency'), reason: 'agency', click: null, linkedAt: invited.at };
    }
    const clicks = this.program.clicks.filter(
      (click) => named.includes(click.id) || (visitorId !== undefined && click.visitorId === visitorId),
    );
    const click = this.latest(clicks, at);
    if (click) return this.credit(click, 'click');
    if (freeMail.includes(domain)) return null;
    // READING: "credited by a click": reason `click`; a referral that itself came by e-mail domain is not passed on.
    const colleagues = [...this.customers.values()].filter(
      (one) => one.domain === domain && one.referral?.reason === 'click' && one.referral.partner,
    );
    const theirs = this.latest(
      colleagues.map((one) => one.referral?.click as Click),
      at,
      // READING: the colleague's credit stands, whatever has become of the partner since
      true,
    );
    return theirs ? this.credit(theirs, 'email_domain') : null;
  }

  private capture(entry: Entry, entries: Entry[]): void {
    const customer = this.customers.get(entry.data.customerId);
    if (!customer || customer.referral?.reason === 'agency') return;
    // READING: "first payment" is the one of `paid`: a $0 invoice locks nothing. At one instant the capture comes first.
    const locked = entries.some(
      (e) =>
        e.type === 'payment.succeeded' &&
        e.data.customerId === customer.id &&
        BigInt(e.data.amount) > 0n &&
        e.at < entry.at,
    );
    const named = this.program.clicks.filter((c) => c.id === entry.data.clickId || c.id === entry.data.imRef);
    const click = this.latest(named, entry.at);
    if (locked || !click) return;
    // READING: a "later" click is one that would win against the present one; a later click of the same partner also replaces it.
    const present = customer.referral?.click;
    if (!present || this.beats(click, present)) customer.referral = this.credit(click, 'click');
  }

  private credit(click: Click, reason: 'click' | 'email_domain'): Referral {
    const partner = this.program.partners.find((p) => p.handle === click.partner) ?? null;
    return { partner, terms: partner && this.terms(click), reason, click, linkedAt: Date.parse(click.at) };
  }

  private terms(click: Click): Terms | null {
    const partner = this.program.partners.find((p) => p.handle === click.partner);
    if (!partner) return null;
    return termsOf(click.source === 'content' && partner.terms === 'developer' ? 'content' : partner.terms);
  }

  private beats(a: Click, b: Click): boolean {
    const later = Date.parse(a.at) - Date.parse(b.at);
    if (later !== 0) return later > 0;
    if ((a.partner === null) !== (b.partner === null)) return a.partner !== null;
    return this.program.clicks.indexOf(a) > this.program.clicks.indexOf(b);
  }

  private latest(clicks: Click[], at: number, whoever = false): Click | null {
    let best: Click | null = null;
    for (const click of clicks) {
      const window = (this.terms(click)?.windowDays ?? 30) * DAY; // Impact's own: 30 days
      const age = at - Date.parse(click.at);
      if (!whoever && click.partner && !isActive(this.program, click.partner, at)) continue;
      if (age >= 0 && age <= window && (!best || this.beats(click, best))) best = click;
    }
    return best;
  }

  /** Who earns a payment, and under which terms. */
  owner(customer: Customer | null, entry: Entry): Payment['owner'] {
    const referral = customer?.referral;
    if (referral && !referral.partner) return null;
    if (referral?.partner && referral.terms?.scope === 'customer')
      // READING: a payment at which the partner was not active is not commissionable, so it starts no months either
      return isActive(this.program, referral.partner.handle, entry.at)
        ? { partner: referral.partner, terms: referral.terms }
        : null;
    // READING: the latest among the clicks of partners on purchase terms, whatever other clicks came later.
    const { clickId, visitorId } = entry.data;
    const clicks = this.program.clicks.filter(
      (c) =>
        (c.id === clickId || (visitorId && c.visitorId === visitorId)) && this.terms(c)?.scope === 'purchase',
    );
    const click = this.latest(clicks, entry.at);
    const partner = this.program.partners.find((p) => p.handle === click?.partner);
    const terms = click && this.terms(click);
    return partner && terms ? { partner, terms } : null;
  }
}
