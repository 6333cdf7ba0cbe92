import { Form } from '@remix-run/react';
import { z } from 'zod';
import { Alert } from '~/components/ui/alert';
import { Button, type ButtonLook } from '~/components/ui/button';
import { inWords } from './wait';

/** Six digits, which people copy with a space in between. */
export const mailedCodeField = z
  .string('Type the code from the mail.')
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'The code has six digits.'));

/** What is wrong with a code, and what to do. */
export function codeAdvice(
  tried: { outcome: 'wrong_code'; triesLeft: number } | { outcome: 'no_code' },
): string {
  if (tried.outcome === 'no_code')
    return 'This code is over: it is older than ten minutes, was used, or was mistyped too often. Have a new one sent.';
  if (tried.triesLeft === 0) return 'This is not the code, and it was the last try. Have a new one sent.';
  return `This is not the code. ${tried.triesLeft} ${tried.triesLeft === 1 ? 'try' : 'tries'} left.`;
}

export interface CodeStatus {
  /** one was just sent */
  sent: boolean;
  /** seconds until another may be sent; 0: now */
  wait: number;
}

/** What the address says of the last code: `?sent=1`, `?wait=<seconds>`. */
export function codeStatusOf(request: Request): CodeStatus {
  const { searchParams } = new URL(request.url);
  const wait = Number(searchParams.get('wait'));
  return {
    sent: searchParams.has('sent'),
    wait: Number.isInteger(wait) && wait > 0 && wait <= 86_400 ? wait : 0,
  };
}

/** Says what became of the last code that was asked for. */
export function CodeNews({ status: { sent, wait }, sentTo }: { status: CodeStatus; sentTo: string }) {
  if (wait > 0) {
    return (
      <Alert tone="warn" live title="Several codes were sent already">
        Use the newest, or wait {inWords(wait)} for another.
      </Alert>
    );
  }
  if (!sent) return null;
  return (
    <Alert tone="good" live title="A code is on its way">
      Look into the mail of {sentTo}. It is good for ten minutes, and only the newest one counts.
    </Alert>
  );
}

/** Sends a code, or another. */
export function SendCode({ action, children, variant }: { action: string; children: string } & ButtonLook) {
  return (
    <Form method="post" action={action}>
      <Button variant={variant} block>
        {children}
      </Button>
    </Form>
  );
}
