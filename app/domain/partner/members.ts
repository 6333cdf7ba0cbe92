import type { MemberRole } from '~/domain/identity/scope';

/** The roles of a workspace, the strongest first. */
export const MEMBER_ROLES = ['owner', 'manager', 'viewer'] as const satisfies readonly MemberRole[];

/** What a role is called, and what it may do (domain.md section 11). */
export const roleWords: Readonly<Record<MemberRole, { name: string; may: string }>> = {
  owner: {
    name: 'Owner',
    may: 'Everything a manager may, and decides who belongs here, where payouts go and which API keys there are.',
  },
  manager: {
    name: 'Manager',
    may: 'Makes and changes links, clients, configurations and handoffs, and requests payouts.',
  },
  viewer: { name: 'Viewer', may: 'Sees everything and changes nothing.' },
};

/** How many invitations of people may be open in a workspace at once. */
export const MOST_OPEN_MEMBER_INVITATIONS = 20;

/** Statuses of a partner in which nobody new gets in. */
const closedDoors = new Set(['suspended', 'rejected', 'closed']);

/** Whether people may be invited to a partner of this status, and come in. */
export function takesMembers(status: string): boolean {
  return !closedDoors.has(status);
}
