import { Link } from '@remix-run/react';
import { paths } from '~/routes/paths';

interface Payout {
  id: string;
  partner: { name: string; handle: string };
}

/** The partner of a payout, leading to the payout with its commissions. @param also what else is said of the partner */
export function PartnerOf({ row, also }: { row: Payout; also?: string | null }) {
  return (
    <>
      <Link
        to={paths.adminPayout(row.id)}
        prefetch="intent"
        className="rounded-sm font-medium hover:underline"
      >
        {row.partner.name}
      </Link>
      <span className="block text-xs text-faint">
        {row.partner.handle}
        {also && `, ${also}`}
      </span>
    </>
  );
}
