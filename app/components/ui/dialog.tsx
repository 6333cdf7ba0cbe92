import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';

export interface DialogProps {
  /** the button that opens it; left out when the dialog is opened from outside */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
}

/** A question that must be answered before going on. Escape and the cross close it; the focus returns to where it was. */
export function Dialog({ trigger, open, onOpenChange, title, description, children }: DialogProps) {
  const state = open === undefined ? {} : { open };
  return (
    <Primitive.Root {...state} {...(onOpenChange && { onOpenChange })}>
      {trigger && <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>}
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Primitive.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className="fixed inset-x-4 top-[max(1rem,12vh)] z-50 mx-auto max-h-[80vh] max-w-lg overflow-y-auto rounded-lg border bg-raised p-5 shadow-raised"
        >
          <div className="flex items-start justify-between gap-4">
            <Primitive.Title className="text-lg">{title}</Primitive.Title>
            <Primitive.Close
              className="-mt-1.5 -mr-1.5 grid size-9 shrink-0 place-items-center rounded text-faint hover:bg-sunken hover:text-ink"
              aria-label="Close"
            >
              <X aria-hidden size={18} />
            </Primitive.Close>
          </div>
          {description && (
            <Primitive.Description asChild>
              <div className="mt-1 text-sm text-muted">{description}</div>
            </Primitive.Description>
          )}
          <div className="mt-4">{children}</div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** Around the button that leaves the dialog without doing anything. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Primitive.Close asChild>{children}</Primitive.Close>;
}
