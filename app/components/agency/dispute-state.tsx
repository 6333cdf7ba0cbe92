import { Check, Clock, X } from 'lucide-react';
import { Badge } from '~/components/ui/badge';

/** How a dispute stands: it waits, was upheld, or was rejected. */
export function DisputeState({ outcome }: { outcome: 'upheld' | 'rejected' | null }) {
  if (outcome === null)
    return (
      <Badge tone="warn" icon={Clock}>
        Waits for a decision
      </Badge>
    );
  return outcome === 'upheld' ? (
    <Badge tone="good" icon={Check}>
      Upheld
    </Badge>
  ) : (
    <Badge icon={X}>Rejected</Badge>
  );
}
