import { isRouteErrorResponse, useRouteError } from '@remix-run/react';
import { LinkButton } from '~/components/ui/button';

interface Words {
  title: string;
  text: string;
}

/** What a person can do about it, by status. */
function wordsFor(error: unknown): Words & { status: number } {
  if (!isRouteErrorResponse(error)) return { status: 500, ...ours };
  const said = typeof error.data === 'string' && error.data.length < 300 ? error.data : undefined;
  switch (error.status) {
    case 404:
      return {
        status: 404,
        title: 'There is no such page',
        text: 'It may have moved, or it belongs to somebody else.',
      };
    case 403:
      return { status: 403, title: 'You may not do this', text: said ?? 'Ask an owner of your workspace.' };
    case 429:
      return { status: 429, title: 'Too many attempts', text: said ?? 'Wait a minute, then try again.' };
    default:
      return error.status < 500
        ? {
            status: error.status,
            title: 'This did not work',
            text: said ?? 'Go back, look at it again and retry.',
          }
        : { status: error.status, ...ours };
  }
}

const ours: Words = {
  title: 'Something went wrong on our side',
  text: 'Nothing you entered was lost on purpose, and no money moved twice. Try again in a moment.',
};

/** What stands in place of a page that could not be shown. */
export function PageError() {
  const { status, title, text } = wordsFor(useRouteError());
  return (
    <div className="mx-auto max-w-form px-5 py-20 text-center">
      <p className="figures text-sm font-medium text-faint">{status}</p>
      <h1 className="mt-1 text-2xl">{title}</h1>
      <p className="mt-2 text-pretty text-muted">{text}</p>
      <p className="mt-6 flex justify-center gap-2">
        <LinkButton to="." reloadDocument>
          Try again
        </LinkButton>
        <LinkButton to="/" variant="quiet">
          Start page
        </LinkButton>
      </p>
    </div>
  );
}
