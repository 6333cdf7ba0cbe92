import type { Instant } from '~/kernel/time';

export type Channel = 'partner' | 'impact';
export type LinkSource = 'direct_link' | 'content' | 'agency';

/** One tracked visit as the rules see it; bots are never among them. */
export interface Click {
  id: string;
  /** order of storing: decides between clicks of one instant */
  seq: number;
  at: Instant;
  channel: Channel;
  /** null for channel impact */
  partnerId: string | null;
  source: LinkSource | null;
  /** the window in force when it happened */
  windowDays: number;
  visitorId: string;
}
