import type { BadgeTone } from '~/components/ui/badge';
import type { ResultWords } from '~/components/ui/result-alert';
import type { ReservationState } from '~/domain/agency/reservation-state';

/** A reservation's state in a word, and what it means. */
export const reservationWords: Record<ReservationState, { word: string; tone: BadgeTone; means: string }> = {
  in_force: {
    word: 'In force',
    tone: 'good',
    means: 'Who signs up with an address there is credited to you',
  },
  taken_up: {
    word: 'Signed up',
    tone: 'accent',
    means: 'Somebody of this domain signed up while it was in force',
  },
  expired: { word: 'Expired', tone: 'neutral', means: 'Its days are over' },
  revoked: { word: 'Revoked', tone: 'neutral', means: 'You took it back' },
  declined: { word: 'Declined', tone: 'neutral', means: 'The client declined your handoff' },
  asked: { word: 'An admin will look', tone: 'warn', means: 'The domain has customers already' },
  not_approved: { word: 'Not approved', tone: 'bad', means: 'An admin did not approve it' },
  too_many: { word: 'Too many open', tone: 'bad', means: 'As many were open as may be when it was made' },
  refused: { word: 'Refused', tone: 'bad', means: 'It binds nobody' },
};

/** Why one is refused (domain.md section 11). */
export const refusalWords: Record<string, string> = {
  free_mail_domain: 'Anybody can have an address there.',
  not_an_agency: 'Only agencies reserve domains.',
  domain_has_customers: 'The domain had customers when it was made.',
  too_many_open_invitations: 'As many were open as may be when it was made.',
};

/** What became of the last thing done with reservations. */
export const reservationResults: ResultWords = {
  invited: { tone: 'good', title: 'Reserved', text: 'The domain is yours for thirty days from now.' },
  in_force: { tone: 'info', title: 'It is yours already', text: 'Your reservation is in force. See below.' },
  asked: {
    tone: 'warn',
    title: 'An admin will look',
    text: 'The domain has customers already. You get a mail when it is decided.',
  },
  still_asked: {
    tone: 'warn',
    title: 'An admin has not decided yet',
    text: 'You asked for this domain before. You get a mail when it is decided.',
  },
  renewed: {
    tone: 'good',
    title: 'Renewed',
    text: 'It lasts thirty days longer. It cannot be renewed again.',
  },
  renewed_before: {
    tone: 'warn',
    title: 'It was renewed before',
    text: 'Once is all. Reserve it anew when it ends.',
  },
  not_in_force: {
    tone: 'warn',
    title: 'It is not in force',
    text: 'It has ended, or was refused. See below.',
  },
  revoked: { tone: 'good', title: 'Revoked', text: 'It binds nobody who signs up from now on.' },
  over: { tone: 'info', title: 'It was over already', text: 'Nothing had to be done. See below.' },
  not_active: {
    tone: 'bad',
    title: 'Your agency is not active',
    text: 'Only an active agency reserves domains.',
  },
  free_mail: {
    tone: 'bad',
    title: 'Not reserved',
    text: 'Anybody can have an address at a free-mail domain.',
  },
  own_domain: {
    tone: 'bad',
    title: 'Not reserved',
    text: 'This is your own domain: your own use never earns.',
  },
  taken: { tone: 'bad', title: 'Not reserved', text: 'Its client accepted the handoff of another agency.' },
  accepted: { tone: 'info', title: 'Not needed', text: 'Its client accepted your handoff already.' },
  too_many_open: {
    tone: 'bad',
    title: 'You have too many open reservations',
    text: 'Revoke one you no longer need, or wait until one ends.',
  },
  too_many: { tone: 'warn', title: 'Too many at once', text: 'Wait an hour, then try again.' },
  not_a_domain: { tone: 'bad', title: 'This is no domain', text: 'Check it first, then reserve it.' },
};
