/** Why a customer is credited to a partner (domain.md section 3). */
export const reasonWords: Record<string, string> = {
  agency: 'Invited or handed over',
  promotion_code: 'Promotion code',
  click: 'Followed a link',
  email_domain: 'Same company as another referral',
  none: 'Nobody',
};

/** Somebody was referred by themselves (domain.md section 3). */
export const selfReferralBadge = {
  undecided: {
    tone: 'warn',
    children: 'Self-referral',
    title: 'Its commissions are frozen until an admin decides',
  },
  allowed: { tone: 'neutral', children: 'Self-referral, allowed', title: 'An admin allowed it' },
  denied: { tone: 'bad', children: 'Self-referral, denied', title: 'Its commissions are reversed' },
} as const;
