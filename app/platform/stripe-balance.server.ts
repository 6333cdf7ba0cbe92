import { createShortCache } from './short-cache.server';
import { askStripe } from './stripe.server';

/** What the program's own account at Stripe holds in one currency; minor units. */
export interface PlatformBalance {
  /** transfers are paid from it */
  available: bigint;
  /** on its way from charges; cannot be sent yet */
  pending: bigint;
}

/** A page waits for it, and shows that it is not known when it takes longer. */
const PATIENCE = { timeout: 4_000, maxNetworkRetries: 0 };
const REMEMBERED_MS = 3_000;

async function ask(currency: string): Promise<PlatformBalance | null> {
  const answer = await askStripe(async (stripe) => {
    const { available, pending } = await stripe.balance.retrieve({}, PATIENCE);
    const of = (funds: ReadonlyArray<{ amount: number; currency: string }>) =>
      funds
        .filter((fund) => fund.currency === currency.toLowerCase())
        .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    return { available: of(available), pending: of(pending) };
  });
  return answer.outcome === 'ok' ? answer.value : null;
}

const balances = createShortCache<PlatformBalance>({
  find: (currencies) => Promise.all(currencies.map(ask)),
  keep: () => true,
  milliseconds: REMEMBERED_MS,
  most: 16,
});

/**
 * The balance transfers are paid from (integrations.md section 3, "Transfers"); null when Stripe is not configured or does not say. Asked at
 * most every few seconds: pages that follow a batch ask all the time.
 * @param currency upper case
 */
export function readPlatformBalance(currency: string): Promise<PlatformBalance | null> {
  return balances.get(currency);
}
