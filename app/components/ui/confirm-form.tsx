import { Form, useNavigation } from '@remix-run/react';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Button, type ButtonLook, buttonClass } from './button';
import { useHydrated } from './hydrated';

// Few people press such a button: the dialog comes when the page is done.
const Dialog = lazy(async () => ({ default: (await import('./dialog')).Dialog }));

export interface ConfirmFormProps {
  /** what the button that asks says: "Reject" */
  label: ReactNode;
  look?: ButtonLook;
  title: ReactNode;
  /** what will happen, and what cannot be undone */
  description?: ReactNode;
  /** what the button that does it says: "Reject payout" */
  confirm: ReactNode;
  danger?: boolean;
  action: string;
  /** fields, such as the reason */
  children?: ReactNode;
}

/**
 * A button that asks before it posts its form. Without scripts the same form unfolds under the button, and posts just the same.
 */
export function ConfirmForm({
  label,
  look = {},
  title,
  description,
  confirm,
  danger,
  action,
  children,
}: ConfirmFormProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    // back to where the person was
    requestAnimationFrame(() => button.current?.focus());
  };
  const hydrated = useHydrated();
  const navigation = useNavigation();
  const busy = navigation.state !== 'idle' && navigation.formAction === action;
  // it has been answered: the page behind shows what became of it
  const [sent, setSent] = useState(false);
  useEffect(() => {
    if (busy) setSent(true);
    else if (sent && navigation.state === 'idle') {
      setSent(false);
      setOpen(false);
    }
  }, [busy, sent, navigation.state]);

  const form = (
    <Form method="post" action={action} preventScrollReset className="grid gap-4 text-left">
      {children}
      <div className="flex flex-wrap justify-end gap-2">
        {hydrated && (
          <Button type="button" onClick={close}>
            Cancel
          </Button>
        )}
        <Button variant={danger ? 'danger' : 'primary'} busy={busy}>
          {confirm}
        </Button>
      </div>
    </Form>
  );
  if (!hydrated) {
    return (
      <details className="inline-block open:block">
        <summary className={buttonClass(look)}>{label}</summary>
        <div className="mt-2 grid gap-3 rounded-md border bg-surface p-4 whitespace-normal">
          <p className="font-medium">{title}</p>
          {description && <div className="text-sm text-muted">{description}</div>}
          {form}
        </div>
      </details>
    );
  }
  return (
    <>
      <Button {...look} ref={button} type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <Dialog open onOpenChange={close} title={title} description={description}>
            {form}
          </Dialog>
        </Suspense>
      )}
    </>
  );
}
