import { describe, expect, test } from 'vitest';
import { commissionOrder, modelOf } from './independent-model';
import { loadVectors, sameInstant, type Vector } from './vector';

function spelled(expected: Vector['expect']): Vector['expect'] {
  const commissions = expected.commissions.map((one) => ({
    ...one,
    accruedAt: sameInstant(one.accruedAt),
    vestedAt: sameInstant(one.vestedAt),
    releasedAt: sameInstant(one.releasedAt),
  }));
  return { ...expected, commissions: commissions.sort(commissionOrder) };
}

describe('the second reading of the rules', () => {
  test.each(loadVectors())('$name', (vector) => {
    expect(modelOf(vector, vector.until)).toEqual(spelled(vector.expect));
  });
});
