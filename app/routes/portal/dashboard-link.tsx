import { MousePointerClick, Send, Sprout } from 'lucide-react';
import { Card } from '~/components/ui/card';
import { CopyButton } from '~/components/ui/copy-button';
import { TextLink } from '~/components/ui/text-link';
import { paths } from '~/routes/paths';

/** The link to share, where it leads, and the button that copies it. */
export function YourLink({ url, destination }: { url: string; destination: string }) {
  return (
    <Card
      id="your-link"
      title="Your link"
      description="Whoever follows it and signs up within the window is credited to you."
    >
      <LinkBox url={url} />
      <dl className="mt-4 grid gap-3 text-sm">
        <div>
          <dt className="text-xs text-faint">Leads to</dt>
          <dd className="truncate">{destination}</dd>
        </div>
      </dl>
      <p className="mt-4 border-t pt-4 text-sm text-muted">
        For a post, a talk or another page, <TextLink to={paths.links}>make a link of its own</TextLink> and
        see what each brings.
      </p>
    </Card>
  );
}

const steps = [
  {
    Icon: Send,
    title: 'Copy your link',
    text: 'Put it where you write about the product: a post, a README, a message.',
  },
  {
    Icon: MousePointerClick,
    title: 'Somebody follows it',
    text: 'The click is kept before the page opens. It shows here at once.',
  },
  {
    Icon: Sprout,
    title: 'They sign up and stay',
    text: 'Each step is dated here, and each one that earns shows its arithmetic.',
  },
];

/** What a partner sees before anything has happened. */
export function FirstStepsCard({ url }: { url: string }) {
  return (
    <Card id="first-steps" title="Start here: share your link">
      <LinkBox url={url} primary />
      <ol className="mt-5 grid gap-5 sm:grid-cols-3">
        {steps.map(({ Icon, title, text }, i) => (
          <li key={title} className="flex gap-3">
            <span className="grid size-8 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-ink">
              <Icon aria-hidden size={16} />
            </span>
            <span className="text-sm">
              <span className="block font-medium">
                {i + 1}. {title}
              </span>
              <span className="mt-0.5 block text-pretty text-muted">{text}</span>
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function LinkBox({ url, primary }: { url: string; primary?: boolean }) {
  return (
    <div className={primary ? 'flex items-stretch gap-2 max-sm:flex-col' : 'grid gap-2'}>
      <output
        aria-label="Your link"
        className="flex min-h-9 min-w-0 flex-1 items-center overflow-x-auto rounded border bg-sunken px-3 font-mono text-xs whitespace-nowrap select-all"
      >
        {url}
      </output>
      <CopyButton text={url} what="your link" variant={primary ? 'primary' : 'secondary'} />
    </div>
  );
}
