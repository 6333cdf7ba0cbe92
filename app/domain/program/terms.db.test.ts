import { describe, expect, it } from 'vitest';
import { byKeys } from '~/kernel/order';
import { db } from '~/platform/db.server';
import { transaction } from '~/platform/transaction.server';
import { defaultTerms, type Terms, termsInForce } from './terms';
import { loadAllTerms, publishTermsVersion } from './terms.server';

const developer = defaultTerms.find((terms) => terms.key === 'developer') as Terms;
const publish = (terms: Omit<Terms, 'version'>, now = 0) =>
  transaction((tx) => publishTermsVersion(tx, { terms, now, createdBy: 'usr_admin' }));

describe('terms', () => {
  it('a new portal holds the shipped terms, as they stand in domain.md section 5', async () => {
    expect(await loadAllTerms()).toEqual([...defaultTerms].sort(byKeys((terms) => terms.key)));
  });

  it('and the shipped program', async () => {
    expect(await db.program.findMany()).toEqual([
      {
        id: 1,
        name: 'EmDash',
        homeUrl: 'https://emdash.dev',
        currency: 'USD',
        minimumPayout: 5000n,
        maxOpenInvitations: 20,
      },
    ]);
  });

  it('publishing adds a version that holds from its instant on', async () => {
    const at = Date.UTC(2026, 5, 1);
    expect(await publish({ ...developer, effectiveAt: at, holdDays: 60 }, at)).toMatchObject({
      outcome: 'published',
      terms: { version: 2, holdDays: 60 },
    });
    const all = await loadAllTerms();
    expect(termsInForce(all, 'developer', at - 1)).toEqual(developer);
    expect(termsInForce(all, 'developer', at)).toMatchObject({ version: 2, holdDays: 60 });
  });

  it('nothing is published into the past, and one version an instant', async () => {
    const at = Date.UTC(2026, 6, 1);
    expect(await publish({ ...developer, effectiveAt: at - 1 }, at)).toEqual({ outcome: 'in_the_past' });
    await publish({ ...developer, effectiveAt: at }, at);
    expect(await publish({ ...developer, effectiveAt: at }, at)).toEqual({ outcome: 'instant_taken' });
  });

  it('published at once by several, every version gets a number of its own', async () => {
    const at = Date.UTC(2027, 0, 1);
    const terms = (n: number) => ({ ...developer, key: 'partners-day', effectiveAt: at + n });
    const results = await Promise.all(Array.from({ length: 8 }, (_, n) => publish(terms(n), at)));
    const versions = results.map((result) => (result.outcome === 'published' ? result.terms.version : 0));
    expect(versions.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
