import { z } from 'zod';
import { domain } from '~/domain/qualification/product-event-fields';
import { hasControl } from '~/kernel/text';
import { emailField } from '~/routes/public/account-fields';

// What people type into the forms about a client; the sentences say what to do.

const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `Use at most ${most} characters.`)
    .refine((text) => !hasControl(text), 'Use one line of plain text.');

const absent = <T>(value: T | undefined): T | null => value ?? null;

/** A host name, lower case; of a whole address typed by mistake the host is taken. */
const domainField = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text) => text.replace(/^https?:\/\//, '').replace(/[/:?#].*$/, ''))
  .refine((text) => domain.safeParse(text).success, 'Enter a domain such as acme.dev.');

const dayField = z.iso.date('Enter a day such as 2026-12-31.');

/** Name, domain, contact, notes and due date of a client; what is left empty is null. */
export const projectFields = {
  name: z
    .string('Enter a name.')
    .pipe(line(200))
    .refine((text) => text !== '', 'Enter a name.'),
  domain: domainField.optional().transform(absent),
  contactName: line(200).optional().transform(absent),
  contactEmail: emailField.optional().transform(absent),
  notes: z
    .string()
    .trim()
    .max(10_000, 'Notes have at most 10,000 characters.')
    .transform((text) => text.replaceAll('\r\n', '\n'))
    .optional()
    .transform(absent),
  dueOn: dayField.optional().transform(absent),
};

/** The name of a configuration or a template. */
export const documentName = z
  .string('Enter a name.')
  .pipe(line(200))
  .refine((text) => text !== '', 'Enter a name.');

/** Why something was changed; optional. */
export const noteField = line(500);
