import { Button, LinkButton } from './button';
import { cx } from './class-names';

export interface FormActionsProps {
  /** what sending the form does, as a verb */
  submit: string;
  busy: boolean;
  /** where "Cancel" leads */
  back: string;
  className?: string;
}

/** The end of a form on a page of its own: send it, or go back without. */
export function FormActions({ submit, busy, back, className }: FormActionsProps) {
  return (
    <div className={cx('flex flex-wrap gap-2', className)}>
      <Button variant="primary" busy={busy}>
        {submit}
      </Button>
      <LinkButton to={back} variant="quiet">
        Cancel
      </LinkButton>
    </div>
  );
}
