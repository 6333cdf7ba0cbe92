import { describe, expect, it } from 'vitest';
import { exampleInput, readCalculator, understand } from './calculator-input';

describe('what somebody types into the calculator', () => {
  it.each([
    ['15', '50', '400', { clients: 15, conversionBps: 5_000n, monthlyRevenue: 40_000n }],
    ['1', '12.5 %', '$1,200.50', { clients: 1, conversionBps: 1_250n, monthlyRevenue: 120_050n }],
    ['0', '0', '0', { clients: 0, conversionBps: 0n, monthlyRevenue: 0n }],
  ])('%s, %s, %s', (clients, conversion, revenue, expectation) => {
    expect(understand({ clients, conversion, revenue }, 'USD')).toEqual({ ok: true, expectation });
  });

  it.each([
    [{ clients: '1.5' }, ['clients']],
    [{ clients: '-1', revenue: 'lots' }, ['clients', 'revenue']],
    [{ conversion: '101' }, ['conversion']],
    [{ conversion: '12.345' }, ['conversion']],
    [{ revenue: '99999999999999' }, ['revenue']],
  ])('%j is explained', (input, fields) => {
    const understood = understand({ ...exampleInput, ...input }, 'USD');
    expect(understood.ok ? [] : Object.keys(understood.errors)).toEqual(fields);
  });

  it('comes from the address, or is the example', () => {
    expect(readCalculator(new URLSearchParams('clients=3'))).toEqual({ ...exampleInput, clients: '3' });
  });
});
