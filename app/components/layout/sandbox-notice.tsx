import { FlaskConical } from 'lucide-react';
import { Time } from '~/components/ui/time';
import type { Instant } from '~/kernel/time';

/** In sandbox mode the program's time is not the real one: whoever looks at dates should know. Nothing while it runs along. */
export function SandboxNotice({ clock }: { clock: { now: Instant; running: boolean } | null }) {
  if (!clock || clock.running) return null;
  return (
    <p className="mb-5 flex items-center gap-2 text-xs text-muted">
      <FlaskConical aria-hidden size={14} />
      <span>
        Sandbox: the program’s clock stands at <Time at={clock.now} precise />.
      </span>
    </p>
  );
}
