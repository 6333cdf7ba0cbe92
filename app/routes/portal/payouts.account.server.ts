import { redirect } from '@remix-run/node';

/** Back to the payouts page, which says by `?account=` what became of it: payable, incomplete, unavailable, … */
export function backFromStripe(account: string): Response {
  return redirect(`/payouts?${new URLSearchParams({ account })}`);
}
