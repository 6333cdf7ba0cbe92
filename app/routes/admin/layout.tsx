import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLoaderData } from '@remix-run/react';
import {
  Banknote,
  Coins,
  Gavel,
  Globe,
  Handshake,
  LayoutDashboard,
  Scale,
  ScrollText,
  Users,
  Webhook,
} from 'lucide-react';
import { AppShell } from '~/components/layout/app-shell';
import { SandboxNotice } from '~/components/layout/sandbox-notice';
import { countAskedReservations } from '~/domain/agency/reservations.server';
import { getAdminOverview } from '~/domain/reporting/admin-overview.server';
import { clockState, now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const overview = await getAdminOverview(scope);
  const { partnersWaiting, payoutsWaiting, payoutsHeld, eventsInvalid, disputesWaiting } = overview;
  const { name, email } = scope.user;
  return {
    account: { name, email, workspace: 'Administration' },
    waiting: {
      partners: partnersWaiting,
      payouts: payoutsWaiting + payoutsHeld,
      events: eventsInvalid,
      disputes: disputesWaiting,
      domains: await countAskedReservations(now()),
    },
    clock: env.sandbox ? clockState() : null,
  };
}

/** An admin's pages are kept nowhere. */
export const headers: HeadersFunction = () => ({ 'Cache-Control': 'no-store' });

export default function Admin() {
  const { account, waiting, clock } = useLoaderData<typeof loader>();
  const nav = [
    { to: paths.admin, label: 'Overview', icon: LayoutDashboard, end: true },
    { to: paths.adminPartners, label: 'Partners', icon: Handshake, waiting: waiting.partners },
    { to: paths.adminPayouts, label: 'Payouts', icon: Banknote, waiting: waiting.payouts },
    { to: paths.adminInvitations, label: 'Domains', icon: Globe, waiting: waiting.domains },
    { to: paths.adminReferrals, label: 'Referrals', icon: Users },
    { to: paths.adminDisputes, label: 'Disputes', icon: Gavel, waiting: waiting.disputes },
    { to: paths.adminCommissions, label: 'Commissions', icon: Coins },
    { to: paths.adminTerms, label: 'Terms', icon: ScrollText },
    { to: paths.adminReconciliations, label: 'Reconciliation', icon: Scale },
    { to: paths.adminWebhooks, label: 'Events', icon: Webhook, waiting: waiting.events },
  ];
  return (
    <AppShell
      nav={nav}
      account={account}
      area="Admin"
      home={paths.admin}
      notices={<SandboxNotice clock={clock} />}
    >
      <Outlet />
    </AppShell>
  );
}
