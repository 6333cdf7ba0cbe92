import { describe, expect, it } from 'vitest';
import { problemsOfPage, problemsOfRecord, problemsOfSource, repositoryOf } from './check-docs.mjs';

const repository = repositoryOf(
  [
    'app/kernel/money.ts',
    'app/kernel/money.test.ts',
    'docs/domain.md',
    'docs/adr/0003-money.md',
    'package.json',
  ],
  ['check'],
  () => '# The rules\n\n## 3. Attribution\n',
);
const problemsOf = (text: string) => problemsOfPage('docs/page.md', text, repository);

describe('a page', () => {
  it.each([
    ['[rules](domain.md)'],
    ['[rules](domain.md#3-attribution)'],
    ['[a site](https://example.com/x)'],
    ['`app/kernel/money.ts`, `app/kernel/*.test.ts`, `app/**/*.test.ts`, `app/kernel`, `package.json`'],
    ['`app/domain/<noun>/x.ts` and `x.server.ts`'],
    ['`npm run check`'],
    ['```\nnode app/kernel/gone.ts\n```'],
  ])('may say %s', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    ['[rules](rules.md)', 'rules.md leads to nothing'],
    ['![a picture](images/gone.png)', 'gone.png leads to nothing'],
    ['[rules](domain.md#4-stages)', 'no heading of docs/domain.md'],
    ['`app/kernel/gone.ts`', 'no app/kernel/gone.ts'],
    ['`app/**/*.db.test.ts`', 'no app/**/*.db.test.ts'],
    ['`gone.config.ts`', 'no gone.config.ts'],
    ['`99-unknown-example`', 'no worked example'],
    ['```\nnpm run gone\n```', 'npm run gone'],
  ])('may not say %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('a decision record', () => {
  const sections = (decision: string) =>
    `# 0003. Money\n\nStatus: accepted\n\n## Context\n\nc\n\n## Decision\n\n${decision}\n\n## Consequences\n\nc\n\n## Alternatives\n\na\n\n## Enforced by\n\ne\n`;

  it('has its form', () => {
    expect(
      problemsOfRecord('docs/adr/0003-money.md', sections('**We count cents.**'), '(0003-money.md)'),
    ).toEqual([]);
  });

  it('lacks what it lacks', () => {
    const text = sections('We count cents.').replace('## Enforced by', '## Hopes');
    expect(problemsOfRecord('docs/adr/0003-money.md', text, '')).toEqual([
      expect.stringContaining('no section Enforced by'),
      expect.stringContaining('no decision in bold'),
      expect.stringContaining('not in docs/adr/README.md'),
    ]);
  });
});

it('comments may cite only what is there', () => {
  const text = '// ADR-0003, ADR-0099, domain.md section 3, secrets.md (ADR: the queue)';
  expect(problemsOfSource('app/x.ts', text, repository)).toEqual([
    expect.stringContaining('ADR-0099'),
    expect.stringContaining('ADR: the queue'),
    expect.stringContaining('secrets.md'),
  ]);
});
