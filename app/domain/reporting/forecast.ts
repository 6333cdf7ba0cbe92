import type { Claim } from '~/domain/commission/claim';
import { claimKey } from '~/domain/commission/claim';
import {
  type CreditedReferral,
  type EvaluationContext,
  evaluateCustomer,
} from '~/domain/commission/evaluate';
import { lifeOf } from '~/domain/commission/life';
import { capAmounts } from '~/domain/commission/replay';
import type { Standing } from '~/domain/partner/standing';
import type { CustomerFacts } from '~/domain/qualification/facts';
import { type MinorUnits, sum } from '~/kernel/money';
import { addMonths, type Instant, startOfNextMonth, utcMonth } from '~/kernel/time';
import { expectedPayments, type Going } from './forecast-payments';

/** A client with what is recorded of it, nothing later than now. */
export interface ForecastClient {
  facts: CustomerFacts;
  referral: CreditedReferral;
  /** what its live subscriptions are worth a month, in the program's currency; null = not known */
  monthlyValue: MinorUnits | null;
}

/** Commission of a month: before and after the monthly cap, without what was taken back. */
export interface ForecastFigures {
  uncapped: MinorUnits;
  capped: MinorUnits;
}

export interface ClientForecast {
  /** the product's id */
  customerId: string;
  going: Going;
  /** one for each of the forecast's months */
  months: ForecastFigures[];
  total: ForecastFigures;
}

export interface Forecast {
  /** "2026-01": twelve calendar months, UTC, the first is that of now */
  months: string[];
  clients: ClientForecast[];
  /** of all clients; `released` is what becomes available in the month, also of commissions earned before */
  totals: Array<ForecastFigures & { released: MinorUnits }>;
  total: ForecastFigures;
}

/** How many months a forecast looks ahead, this one included. */
export const FORECAST_MONTHS = 12;

/**
 * What a partner's clients will earn it in twelve months if they go on as they are (ADR-0113): the payments they are expected to make are given
 * to the very rules that pay, so that months, caps and release follow from them (domain.md sections 6 and 7).
 * @param clients all that are credited to one partner: they share its monthly cap
 */
export function forecastOf(
  clients: readonly ForecastClient[],
  { standings, now }: { standings: readonly Standing[]; now: Instant },
): Forecast {
  const months = monthsFrom(now);
  const until = startOfNextMonth(Date.parse(`${months[months.length - 1]}-01T00:00:00Z`));
  const asOf = until - 1;
  const evaluated = clients.map(({ facts, referral, monthlyValue }) => {
    const expected = expectedPayments(facts, monthlyValue, { now, until });
    const ahead = { ...facts, payments: [...facts.payments, ...expected.payments] };
    const { claims } = evaluateCustomer(ahead, referral, contextOf(standings), asOf);
    return { customerId: facts.customerId, going: expected.going, claims };
  });
  const lives = livesOf(
    evaluated.flatMap((one) => one.claims),
    asOf,
  );
  const figures = evaluated.map(({ customerId, going, claims }): ClientForecast => {
    const own = months.map((month) => figuresOf(claims, lives, (claim) => claim.month === month));
    return { customerId, going, months: own, total: addUp(own) };
  });
  const totals = months.map((month, index) => ({
    ...addUp(figures.map((one) => one.months[index] ?? nothing)),
    released: releasedIn(lives, month),
  }));
  return { months, clients: figures, totals, total: addUp(totals) };
}

const nothing: ForecastFigures = { uncapped: 0n, capped: 0n };

function monthsFrom(now: Instant): string[] {
  const first = Date.parse(`${utcMonth(now)}-01T00:00:00Z`);
  return Array.from({ length: FORECAST_MONTHS }, (_, index) => utcMonth(addMonths(first, index)));
}

/** Clients are credited as a whole: no payment of theirs looks for a click. */
function contextOf(standings: readonly Standing[]): EvaluationContext {
  return {
    standingsOf: () => standings,
    clickById: () => undefined,
    clicksOfVisitor: () => [],
    terms: [],
    selfReferral: () => null,
  };
}

type Lives = Map<string, ForecastFigures & { released: Array<{ at: Instant; amount: MinorUnits }> }>;

/** What comes of each claim, with and without the cap, by its key. */
function livesOf(claims: readonly Claim[], asOf: Instant): Lives {
  const amounts = capAmounts(claims);
  return new Map(
    claims.map((claim) => {
      const capped = lifeOf(claim, amounts.get(claimKey(claim)) ?? claim.uncapped, asOf);
      const uncapped = lifeOf(claim, claim.uncapped, asOf);
      const released = capped.movements
        .filter((movement) => movement.kind === 'release')
        .map(({ at, available }) => ({ at, amount: available }));
      return [
        claimKey(claim),
        { uncapped: uncapped.amount - uncapped.reversed, capped: capped.amount - capped.reversed, released },
      ];
    }),
  );
}

function figuresOf(
  claims: readonly Claim[],
  lives: Lives,
  belongs: (claim: Claim) => boolean,
): ForecastFigures {
  return addUp(claims.filter(belongs).map((claim) => lives.get(claimKey(claim)) ?? nothing));
}

function releasedIn(lives: Lives, month: string): MinorUnits {
  const released = [...lives.values()].flatMap((life) => life.released);
  return sum(released.filter(({ at }) => utcMonth(at) === month).map(({ amount }) => amount));
}

function addUp(figures: readonly ForecastFigures[]): ForecastFigures {
  return {
    uncapped: sum(figures.map((one) => one.uncapped)),
    capped: sum(figures.map((one) => one.capped)),
  };
}
