import { hash, verify } from '@node-rs/argon2';

// argon2id, OWASP's second choice: 19 MiB, two passes
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashing takes a thread of the pool each: a flood of sign-ins must not starve everything else (reliability.md section 4). */
const AT_ONCE = 4;

let running = 0;
const waiting: Array<() => void> = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, COST));
}

// Of random bytes nobody kept, at the cost above: takes as long to check as anybody's.
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$tyzt6MC6tIFxeJ7CVQlwEA$KIewYwwJAmqAEhHKs67Y34tMoNXT5OwZnbN+Wp1SXus';

/** Whether it is the password of the hash; for null it takes as long and is false, so that nobody learns who exists. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const matches = await inTurn(() => verify(stored ?? NOBODY, password));
  return stored !== null && matches;
}
