import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { PublicLayout } from '~/components/layout/public-layout';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { openApiDocument } from './openapi.server';
import { type ReadableDocument, readReference } from './reference';
import { Fields, Introduction, OperationCard } from './reference-parts';

export const meta: MetaFunction = () => [
  { title: 'API · Tributary' },
  {
    name: 'description',
    content: 'The REST API of the partner portal, generated from its OpenAPI document.',
  },
];

/** GET /api/docs: the OpenAPI document, to read. */
export function loader() {
  // The generator's own types are wider than what it makes of our schemas.
  return readReference(openApiDocument() as unknown as ReadableDocument);
}

const anchor = (text: string) => text.toLowerCase().replace(/[^a-z]+/g, '-');

export default function ApiDocs() {
  const { introduction, groups, schemas } = useLoaderData<typeof loader>();
  const sections = [...groups.map(({ tag }) => tag), 'Objects'];
  return (
    <PublicLayout signedInTo={null}>
      <div className="mx-auto max-w-page px-4 py-8 sm:px-6">
        <PageHeader
          title="API"
          lead="What partners and admins can do from their own programs."
          actions={
            <a className="text-sm font-medium text-accent-ink underline" href="/api/v1/openapi.json">
              OpenAPI document
            </a>
          }
        />
        <nav aria-label="Sections" className="mb-6 flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {sections.map((section) => (
            <a key={section} className="rounded-sm text-accent-ink underline" href={`#${anchor(section)}`}>
              {section}
            </a>
          ))}
        </nav>
        <Introduction text={introduction} />
        {groups.map(({ tag, operations }) => (
          <section key={tag} aria-labelledby={anchor(tag)} className="mt-10">
            <h2 id={anchor(tag)} className="mb-3 text-xl">
              {tag}
            </h2>
            <div className="space-y-4">
              {operations.map((operation) => (
                <OperationCard key={operation.id} operation={operation} />
              ))}
            </div>
          </section>
        ))}
        <section aria-labelledby="objects" className="mt-10">
          <h2 id="objects" className="mb-3 text-xl">
            Objects
          </h2>
          <div className="space-y-4">
            {schemas.map(({ name, note, fields }) => (
              <Card key={name} id={name} level={3} title={name} description={note}>
                <Fields fields={fields} />
              </Card>
            ))}
          </div>
        </section>
      </div>
    </PublicLayout>
  );
}
