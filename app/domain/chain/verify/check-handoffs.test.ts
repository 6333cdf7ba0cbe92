import { describe, expect, it } from 'vitest';
import { acceptanceText, handoffRecord } from '~/domain/chain/handoff-record';
import type { ChainRecord, HandoffRecord } from '~/domain/chain/record';
import { exportOf, signText, testKey } from '~/test-support/chain-export';
import { verifyChain } from './verify-chain';

const AT = '2026-03-01T12:00:00.000Z';
const balance = { pending: '0', available: '0', inTransit: '0', paid: '0' };

/** What the chain of an agency says of a handoff its client accepted. */
function accepted(partnerId = 'par_solo', name = 'Mia'): HandoffRecord {
  const acceptance = acceptanceText(
    {
      ...{ handoffId: 'hnd_1', partnerId, manifestHash: 'a'.repeat(64), acceptedAt: Date.parse(AT) },
      client: { domain: 'acme.dev', name, email: 'it@acme.dev' },
    },
    'salt',
  );
  const signature = signText(acceptance);
  return handoffRecord({ id: 'hnd_1', acceptance, signature, signingKeyId: testKey.kid });
}

function verify(...handoffs: HandoffRecord[]) {
  const opening = { type: 'chain', format: 'tributary-chain/1', currency: 'USD' } as const;
  const records: ChainRecord[] = [opening, ...handoffs];
  return verifyChain(exportOf({ chain: 'par_solo', asOf: AT, records, balance }));
}

describe('the accepted handoffs of a chain', () => {
  it('are checked by their signatures, and counted', async () => {
    const { findings, checks } = await verify(accepted());
    expect(findings).toEqual([]);
    const referrals = checks.find(({ stage }) => stage === 'referrals');
    expect(referrals?.detail).toContain('1 accepted handoff, the signature checked');
  });

  // who has the database has every hash anew, not the signature of what the client accepted
  it.each<[string, Partial<HandoffRecord>]>([
    ['another manifest', { manifest: 'b'.repeat(64) }],
    ['another client', { client: 'b'.repeat(64) }],
    ['another instant', { acceptedAt: '2026-02-01T12:00:00.000Z' }],
    ['another handoff', { id: 'hnd_2' }],
    ['no signature', { signature: '0'.repeat(128) }],
  ])('with %s are found', async (_name, change) => {
    const { findings } = await verify({ ...accepted(), ...change });
    expect(findings).toMatchObject([{ stage: 'referrals', line: 4, seq: 2 }]);
    expect(findings[0]?.message).toContain('signature does not hold');
  });

  it('of another agency’s client are found', async () => {
    const { findings } = await verify(accepted('par_big'));
    expect(findings[0]?.message).toContain(
      'handoff hnd_1, accepted on 2026-03-01: its signature does not hold',
    );
  });

  it('signed with a key that is not among the keys are found', async () => {
    const { findings } = await verify({ ...accepted(), key: 'other' });
    expect(findings[0]?.message).toContain('is signed with the key other, which is not among the keys');
  });

  it('never change', async () => {
    const { findings } = await verify(accepted(), accepted('par_solo', 'Noa'));
    expect(findings[0]?.message).toContain('takes the place of an earlier one');
  });
});
