const LITERAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Sign, significant digits and power of ten of a decimal number: "1.50e3" is "+15e2". */
function normal(literal: string): string | null {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = LITERAL.exec(literal) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  if (whole === '') return null;
  if (digits === '') return '0';
  const significant = digits.replace(/0+$/, '');
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign || '+'}${significant}e${power}`;
}

/**
 * Whether a JSON number reads back as what was written. Canonical JSON (RFC 8785) writes what a double holds: 12345678901234567890 would
 * silently become another number.
 */
export function isExact(literal: string): boolean {
  if (literal.length > 400) return false;
  const value = Number(literal);
  return Number.isFinite(value) && normal(literal) === normal(String(value));
}
