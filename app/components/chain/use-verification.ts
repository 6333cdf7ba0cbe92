import { useCallback, useRef, useState } from 'react';
import { z } from 'zod';
import { parseAnchors, parseKeys } from '~/domain/chain/verify/given-files';
import type { ChainReport } from '~/domain/chain/verify/report';
import { verifyChain } from '~/domain/chain/verify/verify-chain';

// Compiled validators are made with eval, which the page's policy forbids; trying would be reported as a violation.
if (typeof document !== 'undefined') z.config({ jitless: true });

/** The files a verification is about. */
export interface GivenFiles {
  chain: File | null;
  keys: File | null;
  anchors: File | null;
}

export type Verification =
  | { state: 'idle' }
  | { state: 'running'; stage: string; done: number }
  | { state: 'unusable'; message: string }
  | { state: 'done'; file: string; report: ChainReport };

const PAINT_EVERY_MS = 60;

/** Checks files in this very page: nothing is sent anywhere. A newer run takes the place of one under way. */
export function useVerification(): [Verification, (files: GivenFiles) => void] {
  const [verification, setVerification] = useState<Verification>({ state: 'idle' });
  const run = useRef(0);
  const verify = useCallback((files: GivenFiles) => {
    run.current += 1;
    const mine = run.current;
    const show = (next: Verification) => {
      if (run.current === mine) setVerification(next);
    };
    show({ state: 'running', stage: 'Reading', done: 0 });
    check(files, show, () => run.current === mine).then(show, (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      show({ state: 'unusable', message: `The file could not be read: ${why}` });
    });
  }, []);
  return [verification, verify];
}

async function check(
  { chain, keys, anchors }: GivenFiles,
  show: (next: Verification) => void,
  wanted: () => boolean,
): Promise<Verification> {
  if (!chain) return { state: 'idle' };
  const given = {
    keys: keys && parseKeys(await keys.text()),
    anchors: anchors && parseAnchors(await anchors.text()),
  };
  if (keys && !given.keys) return { state: 'unusable', message: `${keys.name} holds no public keys.` };
  if (anchors && !given.anchors)
    return { state: 'unusable', message: `${anchors.name} holds no signed heads.` };
  let painted = 0;
  const report = await verifyChain(chunksOf(chain, wanted), {
    keys: given.keys ?? undefined,
    anchors: given.anchors ?? undefined,
    onProgress: async ({ stage, done }) => {
      if (performance.now() - painted < PAINT_EVERY_MS) return;
      show({ state: 'running', stage, done });
      await new Promise((resolve) => setTimeout(resolve));
      painted = performance.now();
    },
  });
  return { state: 'done', file: chain.name, report };
}

/** A file piece by piece: it may be larger than what should be in memory at once. */
async function* chunksOf(file: File, wanted: () => boolean): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || !wanted()) return;
    yield value;
  }
}
