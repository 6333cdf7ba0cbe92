import type { AdminScope } from '~/domain/identity/scope';
import { batchManifest } from '~/domain/payout/batch-manifest';
import { approveBatch } from '~/flows/approve-batch.server';
import { approvePayout } from '~/flows/approve-payout.server';
import { changePayoutMethod } from '~/flows/change-payout-method.server';
import { createSandboxAccount } from '~/flows/connect-account.server';
import { createPartner } from '~/flows/create-partner.server';
import { addLink } from '~/flows/edit-links.server';
import { handOverManualPayouts, markPaidByHand } from '~/flows/pay-by-hand.server';
import { receiveProductEvent } from '~/flows/receive-event.server';
import { recordClick } from '~/flows/record-click.server';
import { rejectPayout } from '~/flows/reject-payout.server';
import { requestBatch } from '~/flows/request-batch.server';
import { requestPayout } from '~/flows/request-payout.server';
import { runDueWork } from '~/flows/run-due-work.server';
import { DAY_MS } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { acceptOffer, offerHandoff } from './builders/handoffs';
import { buildUser } from './builders/payouts';
import type { RandomProgram } from './random-program';

/** Plays random programs through the flows that the portal's doors call, side by side in one program, with payouts in every state on the way. */
export class PlayedProgram {
  private readonly admins: AdminScope[] = [];
  private readonly partners = new Map<string, string>();
  private readonly clicks = new Map<string, string>();
  private delivered = 0;

  /** Clicks as they come, the first half of the events late and out of order, payouts, the rest, a payout that waits. */
  async play(program: RandomProgram): Promise<void> {
    const instants = [...program.clicks.map((one) => one.at), ...program.events.map((one) => one.timestamp)];
    await setClock({ at: Math.min(...instants.map(Date.parse)) - DAY_MS, running: false });
    while (this.admins.length < 2) {
      const { id } = await buildUser({ role: 'admin' });
      this.admins.push({ kind: 'admin', userId: id, keyId: null });
    }
    await this.enrol(program);
    for (const click of [...program.clicks].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)))
      await this.click(click);
    const until = Date.parse(program.until);
    const middle = until - 150 * DAY_MS;
    const isEarly = (event: RandomProgram['events'][number]) => Date.parse(event.timestamp) <= middle;
    await setClock({ at: middle, running: false });
    await this.deliver(program.events.filter(isEarly).reverse());
    await runDueWork();
    await this.payOut(middle);
    await this.deliver(program.events.filter((event) => !isEarly(event)));
    await setClock({ at: until, running: false });
    await runDueWork();
    await this.payOut(until);
    for (const partnerId of this.partners.values())
      await requestPayout({ by: this.admin(0), partnerId, amount: 5000n, at: until });
    await this.handOff(until);
    // so that the last day is over and sealed
    await setClock({ at: until + 2 * DAY_MS, running: false });
    await runDueWork();
  }

  private admin(index: number): AdminScope {
    const admin = this.admins[index];
    if (!admin) throw new Error('there are two admins');
    return admin;
  }

  private async enrol(program: RandomProgram): Promise<void> {
    for (const { handle, kind, terms, rateBps } of program.partners) {
      const rate = rateBps === undefined ? null : BigInt(rateBps);
      const wish = {
        handle,
        kind,
        name: handle,
        email: `${handle}@partner.test`,
        termsKey: terms,
        rateBps: rate,
      };
      const made = await createPartner(this.admin(0), wish);
      if (made.outcome !== 'created') throw new Error(`the partner was refused: ${made.outcome}`);
      this.partners.set(handle, made.partner.id);
      const account = await createSandboxAccount(this.admin(0), made.partner.id);
      if (account.outcome !== 'created') throw new Error(`no account: ${account.outcome}`);
      for (const source of ['direct_link', 'content', 'agency'] as const) {
        const link = {
          partnerId: made.partner.id,
          code: `${handle}-${source}`,
          destination: 'https://emdash.dev/',
          source,
        };
        const added = await addLink(link);
        if (added.outcome !== 'created') throw new Error(`the link was refused: ${added.outcome}`);
      }
    }
  }

  private async click(click: RandomProgram['clicks'][number]): Promise<void> {
    await setClock({ at: Date.parse(click.at), running: false });
    const seen = await recordClick({
      link: click.partner === null ? null : { code: `${click.partner}-${click.source ?? 'direct_link'}` },
      imRef: click.partner === null ? click.id : null,
      visitorId: click.visitorId,
      isBot: false,
      landingUrl: 'https://emdash.dev/',
      referrerHost: null,
      address: '192.0.2.1',
    });
    const [stored] = seen.clicks;
    if (!stored) throw new Error(`the click was ${seen.outcome}`);
    this.clicks.set(click.id, stored.clickId);
  }

  private async deliver(events: RandomProgram['events']): Promise<void> {
    for (const event of events) {
      const { clickId } = event.data;
      const data =
        typeof clickId === 'string'
          ? { ...event.data, clickId: this.clicks.get(clickId) ?? clickId }
          : event.data;
      const at = Date.parse(event.timestamp);
      const body = JSON.stringify({ ...event, data });
      this.delivered += 1;
      await receiveProductEvent({
        externalId: `msg_${this.delivered}`,
        type: event.type,
        body,
        at,
        status: 'received',
      });
    }
  }

  /**
   * Everything available of every partner: the first one's is rejected, the others' approved as a batch by as many admins as it takes, and sent; the
   * second one has a part of it sent, goes over to being paid by hand, and has the rest paid so.
   */
  private async payOut(at: number): Promise<void> {
    const [first, second, ...rest] = await this.ableToBePaid();
    if (first !== undefined) {
      const made = await requestPayout({ by: this.admin(0), partnerId: first, at });
      if (made.outcome === 'created')
        await rejectPayout({ scope: this.admin(1), payoutId: made.payoutId, reason: 'Not this month.', at });
    }
    await this.approvedTogether(rest, at);
    if (second !== undefined) await this.approved({ partnerId: second, at, amount: 10_000n });
    await runDueWork();
    if (second !== undefined) {
      const scope = { kind: 'partner', partnerId: second, userId: null, keyId: null, role: 'owner' } as const;
      const details = 'Account holder: Mia Example\nIBAN DE02 1203 0000 0000 2020 51';
      await changePayoutMethod(scope, { method: 'manual', details }, at);
      await this.approvedTogether([second], at);
    }
    await this.payByHand(at);
    const unpaid = await db.payout.count({ where: { status: { in: ['approved', 'sending'] } } });
    if (unpaid > 0) throw new Error(`${unpaid} payouts were not sent`);
  }

  private async ableToBePaid(): Promise<string[]> {
    const balances = await db.partnerBalance.findMany({ where: { available: { gte: 5000n } } });
    const able = new Set(balances.map((balance) => balance.partnerId));
    return [...this.partners.values()].filter((id) => able.has(id));
  }

  private async approved(wish: { partnerId: string; amount?: bigint; at: number }): Promise<void> {
    const made = await requestPayout({ by: this.admin(0), ...wish });
    if (made.outcome !== 'created') return;
    for (const { userId } of this.admins)
      await approvePayout({ payoutId: made.payoutId, adminUserId: userId, keyId: null, at: wish.at });
  }

  private async approvedTogether(partnerIds: readonly string[], at: number): Promise<void> {
    const made = await requestBatch({ by: this.admin(0), partnerIds, at });
    if (made.outcome !== 'created') return;
    const { batchId } = made;
    const rows = await db.payout.findMany({ where: { batchId } });
    const chosen = rows.map(({ id, ...row }) => ({ ...row, payoutId: id }));
    const { hash: manifestHash } = await batchManifest(batchId, chosen);
    for (const { userId: adminUserId } of this.admins) {
      const note = 'All were looked at.';
      const { outcome } = await approveBatch({
        ...{ batchId, chosen, manifestHash, note, adminUserId, keyId: null, at },
      });
      if (outcome !== 'approved') throw new Error(`the batch was not approved: ${outcome}`);
    }
  }

  /** Every agency hands something off to a client, who accepts. */
  private async handOff(at: number): Promise<void> {
    const agencies = await db.partner.findMany({
      where: { kind: 'agency' },
      select: { id: true, handle: true },
    });
    for (const { id, handle } of agencies)
      await acceptOffer(await offerHandoff(id, { domain: `${handle}-${this.delivered}.example`, at }), at);
  }

  private async payByHand(at: number): Promise<void> {
    await handOverManualPayouts(this.admin(0), at);
    const handed = await db.payout.findMany({
      where: { status: 'sending', destination: { startsWith: 'manual:' } },
    });
    for (const { id } of handed) {
      const marked = await markPaidByHand({ scope: this.admin(1), payoutId: id, reference: `bank ${id}` });
      if (marked.outcome !== 'paid') throw new Error(`not marked: ${marked.outcome}`);
    }
  }
}
