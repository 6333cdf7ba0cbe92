import type { ReactNode } from 'react';
import { Badge, type BadgeTone } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import type { DocumentedOperation, Field } from './reference';

const tones: Record<string, BadgeTone> = { GET: 'info', POST: 'good', PATCH: 'warn', DELETE: 'bad' };

/** Text with `code` and **strong** parts, as the document's descriptions have them. */
export function Marked({ text }: { text: string }) {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*)/);
  return parts.map((part, index) => {
    const key = `${index}${part}`;
    if (part.startsWith('`')) {
      return (
        <code key={key} className="rounded-sm bg-sunken px-1 font-mono text-xs break-words">
          {part.slice(1, -1)}
        </code>
      );
    }
    return part.startsWith('**') ? <strong key={key}>{part.slice(2, -2)}</strong> : part;
  });
}

/** Paragraphs and lists of the introduction. */
export function Introduction({ text }: { text: string }) {
  const blocks = text.split('\n\n');
  return blocks.map((block) =>
    block.startsWith('- ') ? (
      <ul key={block} className="max-w-prose list-disc space-y-1 pl-5 text-muted">
        {block.split('\n').map((line) => (
          <li key={line}>
            <Marked text={line.slice(2)} />
          </li>
        ))}
      </ul>
    ) : (
      <p key={block} className="mb-3 max-w-prose text-muted">
        <Marked text={block} />
      </p>
    ),
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mt-4">
      <h4 className="mb-1 text-xs font-medium text-faint">{title}</h4>
      {children}
    </div>
  );
}

/** A type in words; the names of objects lead to them. */
function Type({ words }: { words: string }) {
  return (
    <span className="font-mono text-xs/5 text-ink">
      {words.split(/\b([A-Z]\w+)\b/).map((part, index) =>
        index % 2 === 1 ? (
          <a key={part} href={`#${part}`} className="rounded-sm text-accent-ink underline">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </span>
  );
}

/** Names, types and meanings; each in its own line on a phone. */
export function Fields({ fields }: { fields: readonly Field[] }) {
  return (
    <dl className="divide-y divide-line text-sm">
      {fields.map(({ name, type, required, note }) => (
        <div key={name} className="grid gap-x-4 py-1.5 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)]">
          <dt className="font-mono text-xs/5 break-words">
            {name}
            {required && (
              <abbr title="required" className="ml-1 text-bad-ink no-underline">
                *
              </abbr>
            )}
          </dt>
          <dd className="min-w-0 break-words text-muted">
            <Type words={type} /> <Marked text={note} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** One operation: what it takes and what it answers. */
export function OperationCard({ operation }: { operation: DocumentedOperation }) {
  const { id, method, path, summary, description, parameters, body, answers } = operation;
  return (
    <Card
      id={id}
      level={3}
      title={summary}
      description={<Marked text={description} />}
      actions={<Badge tone={tones[method] ?? 'neutral'}>{method}</Badge>}
    >
      <code className="block rounded bg-sunken px-3 py-2 font-mono text-xs break-all">
        {method} /api/v1{path}
      </code>
      {parameters.length > 0 && (
        <Part title="Parameters">
          <Fields fields={parameters} />
        </Part>
      )}
      {body.length > 0 && (
        <Part title="Body">
          <Fields fields={body} />
        </Part>
      )}
      <Part title="Answers">
        <Fields
          fields={answers.map(({ status, type, description: note }) => ({
            name: status,
            type,
            required: false,
            note,
          }))}
        />
      </Part>
    </Card>
  );
}
