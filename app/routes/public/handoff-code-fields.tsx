import { Form } from '@remix-run/react';
import { z } from 'zod';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
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

export interface AnotherCodeProps {
  action: string;
  label: string;
  /** seconds until another may be sent; 0: now */
  wait: number;
}

/** Sends another code, or says when that is possible. */
export function AnotherCode({ action, label, wait }: AnotherCodeProps) {
  return (
    <div className="grid gap-3">
      {wait > 0 && (
        <Alert tone="warn" live>
          Several codes were sent already. Use the newest, or wait {inWords(wait)} for another.
        </Alert>
      )}
      <Form method="post" action={action}>
        <Button variant="quiet" block>
          {label}
        </Button>
      </Form>
    </div>
  );
}

/** The `?wait=` of an address, in seconds. */
export function waitOf(request: Request): number {
  const wait = Number(new URL(request.url).searchParams.get('wait'));
  return Number.isInteger(wait) && wait > 0 && wait <= 86_400 ? wait : 0;
}
