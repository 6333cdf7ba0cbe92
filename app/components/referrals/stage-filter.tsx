import { Field } from '~/components/ui/field';
import { FilterForm } from '~/components/ui/filter-form';
import { Select } from '~/components/ui/input';
import { type StageName, stageWords } from '~/components/ui/stage-dots';

// nobody is in a list of customers before the sign-up
const offered: StageName[] = ['signed_up', 'activated', 'paid', 'sustained'];

/** The stage an address asks for; null: all. */
export function readStage(params: URLSearchParams): StageName | null {
  return offered.find((stage) => stage === params.get('stage')) ?? null;
}

export interface StageFilterProps {
  stage: StageName | null;
  /** an admin looks at one partner's: kept along */
  partner?: string | null;
}

export function StageFilter({ stage, partner }: StageFilterProps) {
  return (
    <FilterForm names={['stage']}>
      {partner && <input type="hidden" name="partner" value={partner} />}
      <Field label="Stage" id="filter-stage">
        <Select name="stage" key={stage} defaultValue={stage ?? ''}>
          <option value="">All stages</option>
          {offered.map((one) => (
            <option key={one} value={one}>
              {stageWords[one]}
            </option>
          ))}
        </Select>
      </Field>
    </FilterForm>
  );
}
