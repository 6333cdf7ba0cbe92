import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLoaderData } from '@remix-run/react';
import { Banknote, Coins, Handshake, LayoutDashboard, Link2, Users } from 'lucide-react';
import { AppShell } from '~/components/layout/app-shell';
import { PartnerNotices } from '~/components/layout/partner-notices';
import { SandboxNotice } from '~/components/layout/sandbox-notice';
import { clockState } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

const dashboard = { to: paths.dashboard, label: 'Dashboard', icon: LayoutDashboard };
const clients = { to: paths.clients, label: 'Clients', icon: Handshake };
const others = [
  { to: paths.links, label: 'Links', icon: Link2 },
  { to: paths.referrals, label: 'Referrals', icon: Users },
  { to: paths.commissions, label: 'Commissions', icon: Coins },
  { to: paths.payouts, label: 'Payouts', icon: Banknote },
];

export async function loader({ request }: LoaderFunctionArgs) {
  const { user, partner, partners } = await requirePartner(request);
  const { name, email, emailVerified } = user;
  return {
    account: {
      ...{ name, email, workspace: partner.name, members: paths.members },
      workspaces: partners.map((each) => ({
        ...{ id: each.id, name: each.name },
        current: each.id === partner.id,
      })),
    },
    status: partner.status,
    isAgency: partner.kind === 'agency',
    emailVerified,
    clock: env.sandbox ? clockState() : null,
  };
}

/** Somebody's own pages are kept nowhere. */
export const headers: HeadersFunction = () => ({ 'Cache-Control': 'no-store' });

export default function Portal() {
  const { account, status, isAgency, emailVerified, clock } = useLoaderData<typeof loader>();
  return (
    <AppShell
      nav={[dashboard, ...(isAgency ? [clients] : []), ...others]}
      account={account}
      home={paths.dashboard}
      notices={
        <>
          <SandboxNotice clock={clock} />
          <PartnerNotices status={status} emailVerified={emailVerified} email={account.email} />
        </>
      }
    >
      <Outlet />
    </AppShell>
  );
}
