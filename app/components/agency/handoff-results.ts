import type { ResultWords } from '~/components/ui/result-alert';

/** What became of the last thing done on the page of a handoff. */
export const handoffResults = {
  sent: {
    tone: 'good',
    title: 'The offer is on its way',
    text: 'Its link is in the mail to your client and nowhere else. The domain is reserved for you.',
  },
  resent: {
    tone: 'good',
    title: 'A new link is on its way',
    text: 'It is good for fourteen days from now. The earlier one no longer works.',
  },
  revoked: {
    tone: 'good',
    title: 'The offer was taken back',
    text: 'Its link leads nowhere, and the client was told. The reservation of the domain stays until it ends.',
  },
  declared: {
    tone: 'good',
    title: 'Written down',
    text: 'Who signs up with this address from now on does it on behalf of your client.',
  },
  delivered: {
    tone: 'good',
    title: 'On its way to the product',
    text: 'The configurations are delivered as the next version.',
  },
  access_ended: {
    tone: 'good',
    title: 'Your access has ended',
    text: 'The client was told. What you earn stays as it was agreed.',
  },
  changed: {
    tone: 'warn',
    title: 'Something changed since you looked',
    text: 'Nothing was sent. Look at it once more below, then send it.',
  },
  incomplete: {
    tone: 'warn',
    title: 'Something is missing',
    text: 'A client needs a domain, a contact with a mail address, and a configuration before it can be handed over.',
  },
  internal: {
    tone: 'bad',
    title: 'Internal use is not handed over',
    text: 'This client is your own use of the product: it is free and never earns.',
  },
  contact_elsewhere: {
    tone: 'bad',
    title: 'The contact is not at the client’s domain',
    text: 'Who accepts for a domain reads a mailbox of it. Enter an address at the client’s domain.',
  },
  contact_is_agency: {
    tone: 'bad',
    title: 'The contact is one of your own people',
    text: 'Its address belongs to your agency. Name somebody at the client: only they can accept.',
  },
  accepted_before: {
    tone: 'info',
    title: 'The client accepted already',
    text: 'There is nothing to send. Newer configurations are delivered below.',
  },
  asked: {
    tone: 'warn',
    title: 'An admin will look',
    text: 'The domain has customers already. Nothing was sent; you get a mail when an admin has decided, and can send it then.',
  },
  still_asked: {
    tone: 'warn',
    title: 'An admin has not decided yet',
    text: 'The domain has customers already. You get a mail when it is decided.',
  },
  not_active: {
    tone: 'bad',
    title: 'Your agency is not active',
    text: 'Only an active agency can reserve a domain and hand a client over.',
  },
  free_mail: {
    tone: 'bad',
    title: 'A free-mail domain stands for nobody',
    text: 'Anybody can have an address there. Name the client’s own domain.',
  },
  own_domain: {
    tone: 'bad',
    title: 'This is your own domain',
    text: 'Your own use of the product is free and never earns, so it is not handed over.',
  },
  taken: {
    tone: 'bad',
    title: 'This domain accepted another agency',
    text: 'One domain belongs to one agency, and the first acceptance counts.',
  },
  accepted: {
    tone: 'bad',
    title: 'This domain accepted you already',
    text: 'Another of your clients has the same domain, and its handoff was accepted.',
  },
  too_many_open: {
    tone: 'bad',
    title: 'You have too many open reservations',
    text: 'Revoke one you no longer need, or wait until one ends. Nothing was sent.',
  },
  too_many: {
    tone: 'warn',
    title: 'Too much for today',
    text: 'You have sent a hundred mails to clients within a day. Try again tomorrow.',
  },
  not_open: {
    tone: 'warn',
    title: 'The offer is not open any more',
    text: 'It was answered, taken back or has expired meanwhile. See below.',
  },
  declared_before: {
    tone: 'info',
    title: 'It was written down before',
    text: 'This address is declared already.',
  },
  too_many_declared: {
    tone: 'warn',
    title: 'Ten addresses are enough',
    text: 'More sign-ups on behalf of one client cannot be declared.',
  },
  bad_address: { tone: 'bad', title: 'This is no mail address', text: 'Enter one such as ada@example.com.' },
  unchanged: {
    tone: 'info',
    title: 'The product has these already',
    text: 'Nothing was sent: the configurations say what was delivered last.',
  },
  no_access: {
    tone: 'bad',
    title: 'You have no access to this client’s configurations',
    text: 'It ended, or was not agreed. What you earn stays as it was agreed.',
  },
  switched_off: {
    tone: 'warn',
    title: 'Messages to the product are switched off',
    text: 'Nothing was sent. Ask the people of the program.',
  },
} as const satisfies ResultWords;

export type HandoffResult = keyof typeof handoffResults;

/** The word for what became of sending an offer. */
export function sentResult(
  sent: { outcome: Exclude<HandoffResult, 'taken'> } | { outcome: 'refused'; why: HandoffResult },
): HandoffResult {
  return sent.outcome === 'refused' && 'why' in sent ? sent.why : (sent.outcome as HandoffResult);
}
