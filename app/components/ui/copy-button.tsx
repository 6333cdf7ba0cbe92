import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, type ButtonLook } from './button';
import { useHydrated } from './hydrated';

const SHOWN_MS = 2_000;

export interface CopyButtonProps extends ButtonLook {
  text: string;
  /** what is copied: "your link" */
  what: string;
  /** what the button says, where "Copy" alone leaves open what; the beginning of `Copy ${what}` */
  label?: string;
  /** the icon alone, where the text stands right beside it */
  compact?: boolean;
}

/** Puts a text on the clipboard and says so. Without scripts it is not there: the text beside it can be selected. */
export function CopyButton({ text, what, label = 'Copy', compact, ...look }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const hydrated = useHydrated();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  const Icon = copied ? Check : Copy;
  // It keeps its place before the scripts are there: nothing moves when they are.
  return (
    <>
      <Button
        {...look}
        type="button"
        onClick={copy}
        className={hydrated ? undefined : 'invisible'}
        title={`Copy ${what}`}
        aria-label={`Copy ${what}`}
      >
        <Icon aria-hidden size={15} className={copied ? 'text-good' : undefined} />
        {!compact && (copied ? 'Copied' : label)}
      </Button>
      <span role="status" className="sr-only">
        {copied ? `Copied ${what}` : ''}
      </span>
    </>
  );
}
