import type { PayoutStatus } from '~/domain/payout/payout';

interface View {
  label: string;
  statuses: readonly PayoutStatus[];
  needsReview?: true;
}

/** What of the payouts an admin looks at. */
export const views = {
  queue: { label: 'To approve', statuses: ['requested'] },
  review: { label: 'Stopped', statuses: [], needsReview: true },
  moving: { label: 'Being sent', statuses: ['approved', 'sending'] },
  done: { label: 'Paid', statuses: ['paid'] },
  undone: { label: 'Not paid', statuses: ['rejected', 'failed', 'returned', 'canceled'] },
  all: { label: 'All', statuses: [] },
} satisfies Record<string, View>;

export type ViewName = keyof typeof views;

/** The view an address asks for: what waits, unless it says otherwise. */
export function readView(params: URLSearchParams): ViewName {
  const asked = params.get('show') ?? '';
  return Object.hasOwn(views, asked) ? (asked as ViewName) : 'queue';
}

/** The filter of a view. */
export function filterOf(name: ViewName): Pick<View, 'statuses' | 'needsReview'> {
  const { statuses, needsReview }: View = views[name];
  return { statuses, ...(needsReview && { needsReview }) };
}
