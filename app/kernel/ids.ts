const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * "par_01JD…": a prefix that says what it is, 48 bits of time, 80 random bits (the shape of a ULID), so that ids sort by creation.
 * @param prefix two to five lower-case letters
 */
export function newId(prefix: string, now: number = Date.now()): string {
  let time = '';
  for (let left = now, i = 0; i < 10; i++) {
    time = alphabet[left % 32] + time;
    left = Math.floor(left / 32);
  }
  const random = crypto.getRandomValues(new Uint8Array(16));
  let tail = '';
  for (const byte of random) tail += alphabet[byte % 32];
  return `${prefix}_${time}${tail}`;
}

const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

// One question to the system costs as much as a hundred tokens: each click needs two (performance.md).
const drawn = new Uint8Array(4096);
let unused = 0;

function randomByte(): number {
  if (unused === 0) unused = crypto.getRandomValues(drawn).length;
  unused -= 1;
  const byte = drawn[unused] ?? 0;
  // What was given away is nowhere else in memory.
  drawn[unused] = 0;
  return byte;
}

/** An unguessable token of the characters A-Z a-z 0-9; 22 of them carry 130 bits. */
export function newToken(length = 22): string {
  let token = '';
  while (token.length < length) {
    const byte = randomByte();
    // 248 = 4 x 62: drop the rest, or some characters would be likelier
    if (byte < 248) token += unreserved[byte % 62];
  }
  return token;
}
