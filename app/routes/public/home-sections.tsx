import { BookOpenCheck, Fingerprint, Landmark, MousePointerClick } from 'lucide-react';
import { Card } from '~/components/ui/card';

const audiences = [
  {
    id: 'developers',
    title: 'Developers',
    lead: 'No forms and no waiting: you have a link as soon as you have an account.',
    points: [
      'One link per post, talk or repository, each with its own figures',
      'A flat reward when a team uses what you showed them, a share when it grows',
      'Five dated steps for every referral, so you know what is missing',
    ],
  },
  {
    id: 'agencies',
    title: 'Agencies',
    lead: 'Clients you build for stay credited to you: permanently, not for a window.',
    points: [
      'A share of what each client pays, month by month, for a year',
      'Invite a client’s domain before they sign up, and nobody can take the credit',
      'A workspace for your team: owners, managers and viewers',
    ],
  },
] as const;

/** What the two kinds of partners get. */
export function Audiences() {
  return (
    <div className="grid gap-5 pb-6 md:grid-cols-2">
      {audiences.map(({ id, title, lead, points }) => (
        <Card key={id} id={id} title={title} description={lead}>
          <ul className="grid gap-2 text-sm">
            {points.map((point) => (
              <li key={point} className="flex gap-2.5">
                <span aria-hidden className="mt-2 size-1.5 shrink-0 rounded-full bg-accent" />
                {point}
              </li>
            ))}
          </ul>
        </Card>
      ))}
    </div>
  );
}

const proofs = [
  {
    Icon: MousePointerClick,
    title: 'Clicks are kept before they leave',
    text: 'A click is stored before the visitor is sent on, and the cookie is set by the server, so no browser forgets it after a week.',
  },
  {
    Icon: BookOpenCheck,
    title: 'Money is posted, never edited',
    text: 'Balances are sums of entries that the database itself refuses to change. A refund is a new entry with its reason.',
  },
  {
    Icon: Fingerprint,
    title: 'Every amount explains itself',
    text: 'Each commission shows its payment, its rate, its cap and the version of the terms it is under.',
  },
  {
    Icon: Landmark,
    title: 'Payouts are sent once',
    text: 'A person approves each one with a second factor, and the transfer goes out under a key that cannot be used twice.',
  },
];

/** Why one can rely on the figures. */
export function Proofs() {
  return (
    <section aria-labelledby="proofs" className="border-t py-14">
      <h2 id="proofs" className="text-xl">
        Why the figures can be relied on
      </h2>
      <dl className="mt-7 grid gap-x-10 gap-y-8 sm:grid-cols-2 lg:grid-cols-4">
        {proofs.map(({ Icon, title, text }) => (
          <div key={title}>
            <dt className="text-sm font-semibold">
              <Icon aria-hidden size={18} className="mb-2.5 text-accent-ink" />
              {title}
            </dt>
            <dd className="mt-1 text-sm text-pretty text-muted">{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
