import { type Command, type Given, Refusal, type Report } from './command';

/** `payouts:run`: a payout for everybody eligible, as one batch, which admins approve. */
export const payoutsRun: Command = {
  name: 'payouts:run',
  summary: 'Requests a payout for every active, payable partner with at least the minimum, as one batch',
  details: [
    'The same as "Request for everybody" under Admin, Payouts, Batches. Nothing is sent before an admin approves it there, with a second',
    'factor.',
  ],
  options: {
    'dry-run': {
      type: 'boolean',
      description: 'shows what would be requested, beside the last cycle, and requests nothing',
    },
  },
  async run(given: Given) {
    const { unlessClockMoves } = await import('~/platform/background-work.server');
    let report: Report | undefined;
    const ran = await unlessClockMoves(async () => {
      report = given['dry-run'] === true ? await preview() : await request();
    });
    if (!ran || !report) throw new Refusal("The program's clock is being moved. Try again when it stands.");
    return report;
  },
};

async function preview(): Promise<Report> {
  const { previewBatch } = await import('~/domain/reporting/payout-preview.server');
  const { now } = await import('~/platform/clock.server');
  const { formatMoney } = await import('~/kernel/money');
  const { currency, lines } = await previewBatch(null, { now: now() });
  const words = (amount: bigint) => formatMoney(amount, currency);
  const eligible = lines.filter(({ ineligible }) => ineligible === null);
  const total = eligible.reduce((sum, { amount }) => sum + amount, 0n);
  return {
    lines: [
      ...lines.map(({ handle, amount, last, ineligible, flags }) =>
        ineligible
          ? `${handle.padEnd(24)} left out: ${ineligible.reason}`
          : `${handle.padEnd(24)} ${words(amount).padStart(14)}  last ${last === null ? 'none' : words(last)}  ${flags.join(' ')}`.trimEnd(),
      ),
      `${eligible.length} payouts of ${words(total)} would be requested. Nothing was.`,
    ],
    json: {
      dryRun: true,
      batchId: null,
      currency,
      partners: lines.map(({ partnerId, handle, amount, last, flags, ineligible }) => ({
        ...{ partnerId, handle, flags, requested: ineligible === null, reason: ineligible?.reason ?? null },
        ...{ amount: amount.toString(), last: last?.toString() ?? null },
      })),
    },
  };
}

async function request(): Promise<Report> {
  const { requestBatch } = await import('~/flows/request-batch.server');
  const { now } = await import('~/platform/clock.server');
  const result = await requestBatch({ by: 'operator', at: now() });
  if (result.outcome !== 'created')
    return { lines: ['Nobody can be paid now.'], json: { dryRun: false, batchId: null, payouts: [] } };
  const { batchId, payouts } = result;
  return {
    lines: [`${payouts.length} payouts were requested as batch ${batchId}. An admin approves them.`],
    json: {
      ...{ dryRun: false, batchId },
      payouts: payouts.map(({ partnerId, payoutId, amount }) => ({
        partnerId,
        payoutId,
        amount: amount.toString(),
      })),
    },
  };
}
