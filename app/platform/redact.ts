// What may not be written to a log, by the name of a field and by the look of a text.
const SECRET_FIELD =
  /(e-?mail|password|secret|token|cookie|authori[sz]ation|signature|session|api_?key|^ip$|_ip$|Ip$|address|totp|user_?agent|body)/i;
const SECRET_TEXT = [
  // mail addresses
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
  // keys and signing secrets of ours and of Stripe
  /\b(?:trb|whsec|[srp]k_(?:test|live))_[\w+/=-]+/g,
  /\bBearer\s+\S+/gi,
  // the password inside a connection string
  /(?<=:\/\/[^\s:/@]*:)[^\s@]+(?=@)/g,
];
const HIDDEN = '[redacted]';
const MAX_DEPTH = 6;

/** The text without mail addresses, keys and passwords. */
export function redactText(text: string): string {
  return SECRET_TEXT.reduce((clean, shape) => clean.replace(shape, HIDDEN), text);
}

/** A copy of the fields without what their names call private, and with every text cleaned. */
export function redactFields(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      SECRET_FIELD.test(name) ? HIDDEN : redactValue(value, depth),
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Error)
    return value;
  if (depth >= MAX_DEPTH) return HIDDEN;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return redactFields(value as Record<string, unknown>, depth + 1);
}
