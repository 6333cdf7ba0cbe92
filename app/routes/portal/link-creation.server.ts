import type { SubmissionResult } from '@conform-to/react';
import { data, redirect } from '@remix-run/node';
import { z } from 'zod';
import {
  DESTINATION_MAX_LENGTH,
  type DestinationProblem,
  LINK_CODE_PATTERN,
} from '~/domain/attribution/link';
import { addLink } from '~/flows/edit-links.server';
import { hasControl, isStorable } from '~/kernel/text';
import { env } from '~/platform/env.server';
import { readForm } from '~/routes/form.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

const schema = z.object({
  destination: z
    .string({ error: 'Say where the link leads.' })
    .trim()
    .max(DESTINATION_MAX_LENGTH, `An address has at most ${DESTINATION_MAX_LENGTH} characters.`),
  code: z.string().trim().regex(LINK_CODE_PATTERN, 'Use 2 to 64 letters, digits, "_" and "-".').optional(),
  source: z.enum(['direct_link', 'content', 'agency'], { error: 'Choose what the link is for.' }),
  label: z
    .string()
    .trim()
    .max(100, 'A note has at most 100 characters.')
    .refine((text) => isStorable(text) && !hasControl(text), 'Leave out control characters.')
    .optional(),
});

const destinationProblems: Record<DestinationProblem, string> = {
  not_a_url: 'Give a whole address, such as https://emdash.dev/pricing.',
  too_long: 'This address is too long.',
  host_not_allowed: `Links may lead only to ${env.programHosts.join(', ')}.`,
};

/** POST /links: makes a link, or says at each field what is wrong with it. */
export async function postLink(request: Request) {
  const { partnerId } = await requirePartner(request, 'manager');
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return refused(submission.reply());
  const { destination, code, source, label } = submission.value;
  const created = await addLink({
    partnerId,
    destination,
    source,
    label: label ?? null,
    ...(code && { code }),
  });
  switch (created.outcome) {
    case 'created':
      return redirect(paths.links);
    case 'invalid_destination':
      return refused(
        submission.reply({ fieldErrors: { destination: [destinationProblems[created.problem]] } }),
      );
    case 'invalid_code':
      return refused(
        submission.reply({ fieldErrors: { code: ['Use 2 to 64 letters, digits, "_" and "-".'] } }),
      );
    case 'code_taken':
      return refused(
        submission.reply({ fieldErrors: { code: ['Somebody has this code already. Try another.'] } }),
      );
    case 'unknown_partner':
      throw new Response('There is no such workspace.', { status: 404 });
  }
}

const refused = (reply: SubmissionResult) => data(reply, { status: 422 });
