import { z } from 'zod';
import { parseInstant } from '~/kernel/iso';
import { operation } from '../operation';
import { At, listOf, pageQuery } from '../schema';

const tag = 'Program';

const day = z
  .string('must be a UTC day such as 2026-01-31')
  .refine((text) => parseInstant(`${text}T00:00:00Z`) !== undefined, 'must be a UTC day such as 2026-01-31');
const currency = z
  .string('must be a currency of three capital letters')
  .regex(/^[A-Z]{3}$/, 'must be a currency of three capital letters');

export const Rate = z
  .object({
    day: z.string().meta({ example: '2026-01-31' }),
    currency: z.string().meta({ example: 'EUR' }),
    rate: z.string().meta({
      example: '1.0834',
      description: "What one unit of the currency is worth in the program's, exactly.",
    }),
    createdAt: At,
  })
  .meta({ id: 'Rate' });

export const listRates = operation({
  id: 'listRates',
  method: 'GET',
  path: '/rates',
  tag,
  scope: 'read',
  admin: true,
  status: 200,
  summary: 'List exchange rates',
  description: 'The latest day first.',
  query: z.object({ ...pageQuery, currency: currency.optional() }),
  answer: listOf(Rate),
});

export const createRate = operation({
  id: 'createRate',
  method: 'POST',
  path: '/rates',
  tag,
  scope: 'write',
  admin: true,
  repeatable: true,
  status: 201,
  summary: "Enter a day's exchange rate",
  description:
    'Payments of that UTC day and currency that waited for a rate count from now on. A rate is set once: the same one again changes nothing (200), another one is refused.',
  body: z.strictObject({
    day,
    currency,
    rate: z
      .string('must be a decimal number written as a string')
      .meta({ description: "One unit of the currency in units of the program's.", example: '0.0067' }),
  }),
  answer: Rate.extend({
    payments: z.number().int().meta({ description: 'Payments converted at this rate.' }),
  }),
  refusals: { 409: 'The day has another rate, which is never changed.' },
});
