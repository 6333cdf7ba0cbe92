import { Alert } from '~/components/ui/alert';
import { ChainReport } from './chain-report';
import { useVerification, type Verification } from './use-verification';
import { VerifyForm } from './verify-form';

/** Choosing a chain and what checking it says. Everything happens in the page, also with the network switched off. */
export function VerifyPanel() {
  const [verification, verify] = useVerification();
  return (
    <div className="grid grid-cols-1 gap-6">
      <VerifyForm onFiles={verify} />
      <Outcome verification={verification} />
    </div>
  );
}

function Outcome({ verification }: { verification: Verification }) {
  switch (verification.state) {
    case 'idle':
      return null;
    case 'running':
      return (
        <p role="status" className="figures text-sm text-muted">
          {verification.stage} … {verification.done.toLocaleString('en-US')}
        </p>
      );
    case 'unusable':
      return (
        <Alert tone="bad" title="This cannot be checked" live>
          {verification.message}
        </Alert>
      );
    case 'done':
      return <ChainReport report={verification.report} file={verification.file} />;
  }
}
