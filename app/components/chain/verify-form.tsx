import { FileCheck2 } from 'lucide-react';
import { useId, useState } from 'react';
import { useHydrated } from '~/components/ui/hydrated';
import type { GivenFiles } from './use-verification';

export interface VerifyFormProps {
  onFiles: (files: GivenFiles) => void;
}

const NONE: GivenFiles = { chain: null, keys: null, anchors: null };

/** Choosing the files; checking begins as soon as there is a chain, and again with every change. */
export function VerifyForm({ onFiles }: VerifyFormProps) {
  const [files, setFiles] = useState(NONE);
  const hydrated = useHydrated();
  const choose = (name: keyof GivenFiles) => (file: File | null) => {
    const next = { ...files, [name]: file };
    setFiles(next);
    if (next.chain) onFiles(next);
  };
  return (
    <div className="grid grid-cols-1 gap-4">
      <DropZone file={files.chain} enabled={hydrated} onFile={choose('chain')} />
      <details className="rounded-md border px-4 py-3 open:pb-4">
        <summary className="cursor-pointer rounded-sm text-sm font-medium">
          Keys and heads you kept <span className="font-normal text-faint">(optional)</span>
        </summary>
        <div className="mt-3 grid gap-4 sm:grid-cols-2">
          <FileField
            label="Public keys"
            hint="Kept from /.well-known/tributary-keys.json. Without it the keys in the file are taken."
            accept=".json,application/json"
            onFile={choose('keys')}
          />
          <FileField
            label="Signed heads"
            hint="From a mail, a file, or an older download: they show whether what lies before them was rewritten."
            accept=".ndjson,.json,.txt"
            onFile={choose('anchors')}
          />
        </div>
      </details>
    </div>
  );
}

interface DropZoneProps {
  file: File | null;
  enabled: boolean;
  onFile: (file: File | null) => void;
}

/** The input itself covers the zone: a file dropped on it is chosen, by mouse, keyboard and screen reader alike. */
function DropZone({ file, enabled, onFile }: DropZoneProps) {
  return (
    <div className="relative grid justify-items-center gap-2 rounded-md border-2 border-dashed border-edge/60 bg-sunken px-4 py-10 text-center focus-within:border-accent hover:border-edge">
      <FileCheck2 aria-hidden size={28} className="text-muted" />
      <p className="text-base font-medium break-all">
        {file ? file.name : 'Choose a chain, or drop it here'}
      </p>
      <p className="text-sm text-muted">
        {file
          ? 'Choose another file to check that one.'
          : 'A file ending in .ndjson. It does not leave this page.'}
      </p>
      <input
        type="file"
        aria-label="The chain to check"
        accept=".ndjson,.jsonl,.json,.txt"
        disabled={!enabled}
        className="absolute inset-0 cursor-pointer opacity-0"
        onChange={(event) => onFile(event.currentTarget.files?.[0] ?? null)}
      />
    </div>
  );
}

interface FileFieldProps {
  label: string;
  hint: string;
  accept: string;
  onFile: (file: File | null) => void;
}

function FileField({ label, hint, accept, onFile }: FileFieldProps) {
  const id = useId();
  return (
    <div className="grid min-w-0 content-start gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        type="file"
        accept={accept}
        aria-describedby={`${id}-hint`}
        className="min-h-11 w-full min-w-0 rounded border border-edge/60 bg-surface px-3 py-2 text-sm file:mr-3 file:border-0 file:bg-transparent file:font-medium sm:min-h-9"
        onChange={(event) => onFile(event.currentTarget.files?.[0] ?? null)}
      />
      <p id={`${id}-hint`} className="text-xs text-faint">
        {hint}
      </p>
    </div>
  );
}
