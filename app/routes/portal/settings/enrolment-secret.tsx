import { CopyButton } from '~/components/ui/copy-button';

/** What to scan, and the same to type. */
export function EnrolmentSecret({ secret, image }: { secret: string; image: string }) {
  const shown = secret.match(/.{1,4}/g)?.join(' ') ?? secret;
  return (
    <div className="grid justify-items-start gap-3">
      <p>Scan this with an authenticator app, then type the code it shows.</p>
      <img
        src={image}
        width={192}
        height={192}
        alt="QR code with the secret written below"
        className="rounded-md border bg-white"
      />
      <div className="grid gap-1 text-sm">
        <span className="text-muted">No camera? Type this secret:</span>
        <span className="flex flex-wrap items-center gap-2">
          <code className="break-all">{shown}</code>
          <CopyButton text={secret} what="the secret" size="sm" />
        </span>
      </div>
    </div>
  );
}
