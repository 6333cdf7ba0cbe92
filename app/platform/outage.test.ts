import { describe, expect, it } from 'vitest';
import { isOutage } from './outage.server';

const withCode = (code: string, cause?: unknown) => Object.assign(new Error('x', { cause }), { code });

describe('outages', () => {
  it.each([
    '08006',
    '40001',
    '40P01',
    '53300',
    '57P01',
    '57P03',
    '58030',
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'P1001',
    'P2028',
  ])('%s passes by itself', (code) => {
    expect(isOutage(withCode(code))).toBe(true);
    expect(isOutage(withCode('P2010', withCode(code)))).toBe(true);
  });

  it.each(['22021', '22P05', '23505', '23514', '42P01', '57014', 'P2002'])('%s does not', (code) => {
    expect(isOutage(withCode(code))).toBe(false);
  });

  it('are known by the driver’s words, and for a host with several addresses', () => {
    expect(isOutage(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isOutage(new Error('timeout exceeded when trying to connect'))).toBe(true);
    expect(isOutage(new AggregateError([withCode('ECONNREFUSED')]))).toBe(true);
    expect(isOutage(new Error('something else'))).toBe(false);
  });

  it('a mistake of ours is none', () => {
    expect(isOutage(new TypeError('undefined is not a function'))).toBe(false);
    expect(isOutage('text')).toBe(false);
  });
});
