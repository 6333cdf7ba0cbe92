import { Link } from '@remix-run/react';
import { cx } from '~/components/ui/class-names';
import { Field } from '~/components/ui/field';
import { FilterForm } from '~/components/ui/filter-form';
import { Input, Select } from '~/components/ui/input';
import { PROJECT_STAGES, type ProjectStage } from '~/domain/agency/project-stage';
import type { BookFilter } from '~/domain/reporting/book-of-business-list';
import { projectStageWords } from './project-stepper';

const needsWords = {
  anything: 'Anything to do',
  risk: 'At risk',
  handoff: 'Handoff without an answer',
  ending: 'Months that end soon',
};
const sortWords = {
  urgency: 'What needs doing first',
  name: 'Name',
  stage: 'Stage',
  months: 'Months that end first',
  use: 'Most used',
};

export interface BookStagesProps {
  counts: Record<ProjectStage, number>;
  /** null: all */
  stage: ProjectStage | null;
  /** the address of the list at a stage */
  to: (stage: ProjectStage | null) => string;
}

/** How many clients stand at each stage; each leads to those alone. */
export function BookStages({ counts, stage, to }: BookStagesProps) {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const tabs = [
    { key: null, word: 'All', count: all },
    ...PROJECT_STAGES.map((key) => ({ key, word: projectStageWords[key].word, count: counts[key] })),
  ];
  return (
    <nav aria-label="Stages" className="overflow-x-auto border-b px-2 sm:px-3">
      <ul className="flex">
        {tabs.map(({ key, word, count }) => (
          <li key={word}>
            <Link
              to={to(key)}
              preventScrollReset
              aria-current={key === stage ? 'page' : undefined}
              className={cx(
                'flex min-h-11 items-center gap-1.5 border-b-2 px-3 text-sm whitespace-nowrap',
                key === stage
                  ? 'border-accent font-medium text-ink'
                  : 'border-transparent text-muted hover:text-ink',
              )}
            >
              {word} <span className="figures text-xs text-faint">{count}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What narrows the book, and its order. The stage is kept. */
export function BookFilters({ filter }: { filter: BookFilter }) {
  const { stage, needs, text, sort } = filter;
  return (
    <FilterForm names={['needs', 'q', 'sort']}>
      {stage && <input type="hidden" name="stage" value={stage} />}
      <Field label="Name or domain" id="filter-text">
        <Input type="search" name="q" key={`q-${text}`} defaultValue={text ?? ''} />
      </Field>
      <Field label="Needs" id="filter-needs">
        <Select name="needs" key={`needs-${needs}`} defaultValue={needs ?? ''}>
          <option value="">All clients</option>
          {Object.entries(needsWords).map(([key, word]) => (
            <option key={key} value={key}>
              {word}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Order" id="filter-sort">
        <Select name="sort" key={`sort-${sort}`} defaultValue={sort === 'urgency' ? '' : sort}>
          {Object.entries(sortWords).map(([key, word]) => (
            <option key={key} value={key === 'urgency' ? '' : key}>
              {word}
            </option>
          ))}
        </Select>
      </Field>
    </FilterForm>
  );
}
