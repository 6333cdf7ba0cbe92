import { z } from 'zod';
import { operation } from '../operation';

export const readChain = operation({
  id: 'readChain',
  method: 'GET',
  path: '/chain',
  tag: 'Chain',
  scope: 'read',
  status: 200,
  summary: 'Download an event chain',
  description:
    'The whole chain as NDJSON, streamed: one canonical JSON object (RFC 8785) a line. `event` lines carry `hash` = SHA-256(previous hash as 64 hex digits, followed by the canonical JSON of `event`); `leaf` lines are the clicks under the Merkle root of the `clicks` event before them (RFC 6962); `head` lines are daily heads signed with Ed25519 by a key of /.well-known/tributary-keys.json; the `end` line signs every byte before it. Check it at /verify, or with the stand-alone script offered there. A partner gets its own chain; an admin one partner’s with `partnerId`, else the chain of what belongs to no partner.',
  query: z.object({ partnerId: z.string().max(255).optional() }),
  mediaType: 'application/x-ndjson',
  answer: z.string(),
  refusals: { 404: 'There is no such partner.' },
});
