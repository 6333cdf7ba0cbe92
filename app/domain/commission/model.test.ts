import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cornerProgram } from '~/test-support/corner-program';
import { modelOf } from '~/test-support/independent-model';
import { stateOf } from '~/test-support/program-state';
import { type RandomProgram, randomProgram } from '~/test-support/random-program';

const programs = Number(process.env.PROGRAMS ?? 100);

/** The product never knows of what is dated after its clock. */
function known(program: RandomProgram): RandomProgram {
  const until = Date.parse(program.until);
  return { ...program, events: program.events.filter((event) => Date.parse(event.timestamp) <= until) };
}

const differs = (program: RandomProgram) =>
  !isDeepStrictEqual(stateOf(program), modelOf(program, program.until));

/** The same program without every event and click that the difference does not need: what a person reads first. */
function shrink(program: RandomProgram): RandomProgram {
  let smallest = program;
  for (const list of ['events', 'clicks'] as const) {
    for (let size = Math.ceil(smallest[list].length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < smallest[list].length; ) {
        const fewer = { ...smallest, [list]: smallest[list].filter((_, n) => n < at || n >= at + size) };
        if (differs(fewer)) smallest = fewer;
        else at += size;
      }
    }
  }
  return smallest;
}

function differences(generate: (seed: number) => RandomProgram): string[] {
  const seeds = Array.from({ length: programs }, (_, n) => n + 1).filter((seed) =>
    differs(known(generate(seed))),
  );
  if (seeds.length === 0) return [];
  const program = shrink(known(generate(seeds[0] as number)));
  const [product, model] = [stateOf(program), modelOf(program, program.until)];
  return [`seeds ${seeds.join(' ')}`, JSON.stringify({ ...program, product, model }, null, 1)];
}

// A second engineer's reading of domain.md against the product's rules (set PROGRAMS for more than a hundred of each).
describe('the product and the second reading of the rules agree', () => {
  it('on programs as they come', { timeout: programs * 1000 }, () => {
    expect(differences(randomProgram)).toEqual([]);
  });

  it('on programs made of corners', { timeout: programs * 1000 }, () => {
    expect(differences(cornerProgram)).toEqual([]);
  });
});
