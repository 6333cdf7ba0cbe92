import { describe, expect, it } from 'vitest';
import { canonical } from '~/domain/chain/canonical';
import type { EventLine, ExportLine } from '~/domain/chain/export';
import { merkleLeaf } from '~/domain/chain/merkle';
import type { ChainRecord } from '~/domain/chain/record';
import { forged, linesOf } from '~/test-support/chain-export';
import { chainOfProgram } from '~/test-support/chain-of-program';
import { loadVectors } from '~/test-support/vector';
import { verifyChain } from './verify-chain';

// What somebody with the database, and here even with the key, can do: every hash, root and signature is made anew. What is found, the
// rules or a head kept outside find.

const vectorOf = (number: string) => {
  const found = loadVectors().find((one) => one.name.startsWith(number));
  if (!found) throw new Error(`no vector ${number}`);
  return found;
};
const shares = chainOfProgram(vectorOf('03'), 'ada', { payout: true });
const byHand = chainOfProgram(vectorOf('03'), 'ada', { payout: true, byHand: true });
const purchases = chainOfProgram(vectorOf('17'), 'mia', { payout: true });

type Of<Type extends ChainRecord['type']> = Extract<ChainRecord, { type: Type }>;

function isOf<Type extends ChainRecord['type']>(
  line: ExportLine | undefined,
  type: Type,
): line is EventLine & { event: { record: Of<Type> } } {
  return line?.line === 'event' && line.event.record.type === type;
}

/** The n-th record of a kind, changed in place. */
function change<Type extends ChainRecord['type']>(type: Type, edit: (record: Of<Type>) => void, nth = 0) {
  return (lines: ExportLine[]) => {
    const found = lines.filter((line) => isOf(line, type))[nth];
    if (!isOf(found, type)) throw new Error(`no ${type} ${nth}`);
    edit(found.event.record);
    return lines;
  };
}

/** An event put in behind the last of a kind. */
function addBehind(type: ChainRecord['type'], record: ChainRecord, subject: string) {
  return (lines: ExportLine[]): ExportLine[] => {
    const at = lines.findLastIndex((line) => isOf(line, type));
    const like = lines[at];
    if (like?.line !== 'event') throw new Error(`no ${type}`);
    return lines.toSpliced(at + 1, 0, { ...like, event: { ...like.event, subject, record } });
  };
}

const drop =
  (type: ChainRecord['type'], nth = 0) =>
  (lines: ExportLine[]) => {
    const found = lines.filter((line) => isOf(line, type))[nth];
    return lines.filter((line) => line !== found);
  };

async function messagesOf(text: string): Promise<string[]> {
  const { verdict, findings } = await verifyChain(text);
  expect(verdict).toBe(findings.length === 0 ? 'right' : 'damaged');
  return findings.map(({ stage, message }) => `${stage}: ${message}`);
}

const anotherUse: ChainRecord = {
  type: 'facts',
  customer: 'acme',
  facts: [{ fact: 'use', id: 'use-more', at: '2026-01-04T00:00:00.000Z', apiCalls: '5000' }],
};

const cases: Array<[what: string, text: string, forge: (lines: ExportLine[]) => ExportLine[], said: RegExp]> =
  [
    [
      'the amount of a commission',
      shares,
      change('commission', (r) => {
        r.amount = '99999';
        r.uncapped = '99999';
      }),
      /^commissions: event \d+, commission .*uncapped is 99999, the rules give/,
    ],
    [
      'the status of a commission',
      shares,
      change('commission', (r) => {
        r.status = 'released';
      }),
      /status is released, the rules give paid/,
    ],
    [
      'when a commission was released',
      shares,
      change('commission', (r) => {
        r.releasedAt = r.vestedAt;
      }),
      /releasedAt is/,
    ],
    [
      'when a commission was paid',
      shares,
      change('commission', (r) => {
        r.paidAt = r.vestedAt;
      }),
      /no payout that carried it was paid then/,
    ],
    [
      'a commission withdrawn',
      shares,
      change('commission', (r) => {
        r.withdrawn = true;
      }),
      /it was withdrawn, the rules give/,
    ],
    ['a commission dropped', shares, drop('commission'), /a commission is missing: tier-3/],
    [
      'a commission of nothing',
      shares,
      addBehind('commission', { ...commissionLike(), payment: 'pay-none' }, 'commission:com_x'),
      /nothing in the events earns it/,
    ],
    [
      'a commission twice',
      shares,
      addBehind('commission', commissionLike(), 'commission:com_x'),
      /a second one for the same cause/,
    ],
    [
      'the terms’ version of a referral',
      shares,
      change('referral', (r) => {
        r.terms = { key: 'content', version: 1 };
      }),
      /^referrals: .*in force at the sign-up/,
    ],
    ['the rate in the terms', shares, changeTerms, /^commissions: .*rate is 1500, the rules give 2000/],
    [
      'the click of a referral',
      shares,
      change('referral', (r) => {
        r.click = 'c-none';
      }),
      /its click c-none is not among the leaves/,
    ],
    ['when a click was', shares, changeLeaf, /its click .* says/],
    ['a use added', shares, addBehind('facts', anotherUse, 'uses:acme'), /^milestones: .*activatedAt is/],
    [
      'a fact twice',
      shares,
      (lines) => addBehind('facts', firstFacts(lines), 'facts:acme')(lines),
      /a second time/,
    ],
    ['facts of a customer nobody told of', shares, drop('customer'), /the customer is not/],
    ['the milestones dropped', shares, drop('milestones'), /its milestones are missing/],
    ['a referral dropped', shares, drop('referral'), /nobody says that the customer is credited here/],
    [
      'a referral ended',
      shares,
      change('referral', (r) => {
        r.credited = false;
      }),
      /nothing in the events earns it/,
    ],
    [
      'a customer made a self-referral',
      shares,
      change('customer', (r) => {
        r.selfReferral = true;
      }),
      /the rules give/,
    ],
    [
      'a standing',
      shares,
      change('standing', (r) => {
        r.status = 'paused';
      }),
      /nothing in the events earns it/,
    ],
    [
      'a standing told twice',
      shares,
      (lines) => addBehind('standing', { ...standingOf(lines), rateBps: 9000 }, 'standing:1')(lines),
      /must not/,
    ],
    [
      'an entry of the ledger',
      shares,
      change('ledger', (r) => {
        r.entries = [{ account: 'stripe_cash', amount: '1' }];
      }),
      /its entries sum to 1, not to zero/,
    ],
    [
      'a transaction of both halves',
      shares,
      change('ledger', (r) => {
        for (const e of r.entries) e.amount = String(BigInt(e.amount) * 2n);
      }),
      /^ledger: .*nothing moves "vest"/,
    ],
    [
      'when a transaction counts',
      shares,
      change('ledger', (r) => {
        r.effectiveAt = '2026-11-01T00:00:00.000Z';
      }),
      /the ledger lacks "vest"/,
    ],
    ['a transaction dropped', shares, drop('ledger'), /the ledger lacks "vest".*/],
    [
      'a transaction of nobody',
      shares,
      change('ledger', (r) => {
        r.commission = null;
      }),
      /belongs to no commission and no payout/,
    ],
    [
      'a transaction of another account',
      shares,
      change('ledger', (r) => {
        for (const e of r.entries) e.account = e.account.replace('ada', 'bob');
      }),
      /it touches the account partner:bob:pending/,
    ],
    [
      'the currency of a transaction',
      shares,
      change('ledger', (r) => {
        r.currency = 'EUR';
      }),
      /it is in EUR/,
    ],
    [
      'a transaction that cancels nothing',
      shares,
      change('ledger', (r) => {
        r.cancels = '999';
      }),
      /that is not in the chain/,
    ],
    [
      'a transaction that cancels without mirroring',
      shares,
      change('ledger', (r) => {
        r.cancels = '2';
      }),
      /it cancels transaction 2: that is of/,
    ],
    [
      'the amount of a payout',
      shares,
      change('payout', (r) => {
        r.amount = '1';
      }),
      /^payouts: .*items sum to/,
    ],
    [
      'the status of a payout',
      shares,
      change('payout', (r) => {
        r.status = 'failed';
      }),
      /it is failed, the ledger lacks payout_failed/,
    ],
    [
      'a payout without a transfer',
      shares,
      change('payout', (r) => {
        r.transfer = null;
      }),
      /without a transfer/,
    ],
    [
      'a payout by hand that becomes one of Stripe’s',
      byHand,
      change('payout', (r) => {
        r.destination = 'acct_1';
      }),
      /one is by hand, one is Stripe’s/,
    ],
    [
      'the door by which a payout left',
      byHand,
      change('payout', (r) => {
        r.destination = 'acct_1';
        r.transfer = 'tr_1';
      }),
      /it is paid, the ledger lacks payout_paid/,
    ],
    [
      'a payout of a status that is none',
      shares,
      change('payout', (r) => {
        r.status = 'lost';
      }),
      /lost is no status of a payout/,
    ],
    [
      'an item of a payout',
      shares,
      change('payout', (r) => {
        for (const item of r.items.slice(0, 1)) item.commission = 'com_none';
      }),
      /its commission com_none is not in the chain/,
    ],
    [
      'the stated balance',
      shares,
      (lines) =>
        lines.map((line) =>
          line.line === 'end' && line.balance ? { ...line, balance: { ...line.balance, paid: '1' } } : line,
        ),
      /^balance: paid is stated as 1/,
    ],
    ['the click of a purchase', purchases, changePurchase, /nothing in the events earns it|the rules give/],
    [
      'terms that are none',
      shares,
      change('terms', (r) => {
        r.document = { ...r.document, holdDays: -1 };
      }),
      /^referrals: .*are no terms/,
    ],
    [
      'a subject',
      shares,
      (lines) => addBehind('milestones', { ...commissionLike() }, 'milestones:acme')(lines),
      /is filed under milestones:acme/,
    ],
  ];

function commissionLike(): Of<'commission'> {
  const found = linesOf(shares).find((line) => isOf(line, 'commission'));
  if (!isOf(found, 'commission')) throw new Error('no commission');
  return { ...found.event.record, id: 'com_x' };
}

function firstFacts(lines: ExportLine[]): ChainRecord {
  const found = lines.find((line) => isOf(line, 'facts'));
  if (!isOf(found, 'facts')) throw new Error('no facts');
  const members = { fact: 'members', id: 'm1', at: '2026-01-04T00:00:00.000Z', members: 3 } as const;
  return { ...found.event.record, facts: [members, { ...members, members: 9 }] };
}

function standingOf(lines: ExportLine[]): Of<'standing'> {
  const found = lines.find((line) => isOf(line, 'standing'));
  if (!isOf(found, 'standing')) throw new Error('no standing');
  return found.event.record;
}

function changeTerms(lines: ExportLine[]): ExportLine[] {
  const nth = lines
    .filter((line) => isOf(line, 'terms'))
    .findIndex((line) => isOf(line, 'terms') && line.event.record.key === 'developer');
  return change(
    'terms',
    (record) => {
      for (const reward of record.document.rewards) if (reward.kind === 'share') reward.rateBps = 2000;
    },
    nth,
  )(lines);
}

function changeLeaf(lines: ExportLine[]): ExportLine[] {
  for (const line of lines) {
    if (line.line !== 'leaf' || !('at' in line.leaf)) continue;
    line.leaf.at = line.leaf.at.replace(/T\d\d/, 'T23');
  }
  return lines.map((line) =>
    line.line === 'leaf' ? { ...line, hash: merkleLeaf(canonical(line.leaf)) } : line,
  );
}

function changePurchase(lines: ExportLine[]): ExportLine[] {
  for (const line of lines) {
    if (!isOf(line, 'facts')) continue;
    for (const fact of line.event.record.facts) if (fact.fact === 'payment') fact.click = null;
  }
  return lines;
}

describe('what the rules find though every hash and signature is right', () => {
  it('nothing, when nothing was changed', async () => {
    for (const text of [shares, purchases]) {
      expect(forged(text, (lines) => lines)).toBe(text);
      expect(await messagesOf(text)).toEqual([]);
    }
  });

  it.each(cases)('%s', async (_, text, forge, said) => {
    const messages = await messagesOf(forged(text, forge));
    expect(
      messages.some((message) => said.test(message)),
      messages.join('\n'),
    ).toBe(true);
  });
});
