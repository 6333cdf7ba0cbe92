import { Field } from '~/components/ui/field';
import { FilterForm } from '~/components/ui/filter-form';
import { Input, Select } from '~/components/ui/input';
import { statusWord } from '~/components/ui/status-badge';
import { commissionStatuses } from '~/routes/portal/commission-filter';
import { type AdminCommissionQuery, flagWords } from './commission-query';

interface CommissionFiltersProps {
  query: AdminCommissionQuery;
  /** names by key */
  rewards: Record<string, string>;
}

/** What narrows the list of commissions. */
export function CommissionFilters({ query, rewards }: CommissionFiltersProps) {
  const { status, reward, month, partner, flag } = query;
  const statuses = Object.fromEntries(commissionStatuses.map((one) => [one, statusWord('commission', one)]));
  return (
    <FilterForm names={['status', 'reward', 'partner', 'month', 'flag']}>
      <Choice name="status" label="Status" value={status} options={statuses} />
      <Choice name="flag" label="Stands out" value={flag} options={flagWords} />
      <Choice name="reward" label="Reward" value={reward} options={rewards} />
      <Field label="Partner" id="filter-partner">
        <Input name="partner" key={`partner-${partner}`} defaultValue={partner ?? ''} placeholder="handle" />
      </Field>
      <Field label="Earned in" id="filter-month">
        <Input
          type="month"
          name="month"
          key={`month-${month}`}
          defaultValue={month ?? ''}
          placeholder="2026-01"
        />
      </Field>
    </FilterForm>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  value: string | null;
  options: Record<string, string>;
}

function Choice({ name, label, value, options }: ChoiceProps) {
  return (
    <Field label={label} id={`filter-${name}`}>
      <Select name={name} key={`${name}-${value}`} defaultValue={value ?? ''}>
        <option value="">All</option>
        {Object.entries(options).map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </Select>
    </Field>
  );
}
