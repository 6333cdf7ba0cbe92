/** Why a customer is credited to a partner (domain.md section 3). */
export const reasonWords: Record<string, string> = {
  agency: 'Invited or handed over',
  promotion_code: 'Promotion code',
  click: 'Followed a link',
  email_domain: 'Same company as another referral',
  none: 'Nobody',
};

/** Flags of a customer, in words. */
export const flagWords: Record<string, string> = {
  self_referral: 'Self-referral: an admin decides',
};
