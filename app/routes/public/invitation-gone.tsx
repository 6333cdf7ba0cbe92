import { AuthLayout } from '~/components/layout/auth-layout';
import { LinkButton } from '~/components/ui/button';
import { paths } from '~/routes/paths';

/** A link that leads nowhere any more, and what to do. */
export function InvitationGone() {
  return (
    <AuthLayout
      title="This invitation cannot be used"
      lead="It was used already, was taken back, is older than seven days, or is incomplete. Ask whoever invited you to send it again."
    >
      <LinkButton to={paths.login} variant="primary" block>
        Sign in
      </LinkButton>
    </AuthLayout>
  );
}
