import { Alert } from '~/components/ui/alert';

const results: Record<string, { tone: 'good' | 'warn' | 'bad'; title: string; text: string }> = {
  payable: {
    tone: 'good',
    title: 'Your account is connected',
    text: 'Payouts go there from now on.',
  },
  incomplete: {
    tone: 'warn',
    title: 'Stripe still needs something',
    text: 'Your account exists, but cannot receive payouts yet. Go on where you left off.',
  },
  no_country: {
    tone: 'warn',
    title: 'Which country are you in?',
    text: 'Say it in the card “Payout account” first: it decides how you can be paid.',
  },
  by_hand: {
    tone: 'warn',
    title: 'Stripe does not pay there',
    text: 'From here Stripe pays no accounts in your country. Enter your bank details instead.',
  },
  refused: {
    tone: 'bad',
    title: 'Stripe refused',
    text: 'Stripe makes no account for what you told us. Check your country, or be paid by bank transfer.',
  },
  not_configured: {
    tone: 'bad',
    title: 'Payouts by Stripe are off',
    text: 'The program has not connected Stripe. You can be paid by bank transfer.',
  },
  saved: { tone: 'good', title: 'Saved', text: 'Payouts go there from now on.' },
  unavailable: {
    tone: 'bad',
    title: 'Stripe did not answer',
    text: 'Nothing has changed. Try again in a few minutes.',
  },
};

/** What became of a visit to Stripe's pages, or of a change here. */
export function AccountResult({ account }: { account: string | null }) {
  if (account === null) return null;
  const { tone, title, text } = results[account] ??
    results.unavailable ?? { tone: 'bad', title: '', text: '' };
  return (
    <Alert tone={tone} title={title} live>
      {text}
    </Alert>
  );
}
