import { Alert } from '~/components/ui/alert';
import { CopyButton } from '~/components/ui/copy-button';

/** A key just made, the only time it is seen. */
export function NewKey({ secret }: { secret: string }) {
  return (
    <Alert
      tone="good"
      live
      title="Copy the key now: it is shown only once"
      actions={<CopyButton text={secret} what="the key" size="sm" />}
    >
      <code className="break-all">{secret}</code>
    </Alert>
  );
}
