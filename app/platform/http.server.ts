// Answers of the API, the hooks and the probes. Pages have none of these: they are Remix's.

/** What is wrong with one field of a request (RFC 9457, `errors`). */
export interface FieldProblem {
  /** "customer.email", or the name of a query parameter; "" for the whole body */
  field: string;
  /** in the body: where, as a JSON pointer; null for a query parameter */
  pointer: string | null;
  detail: string;
}

/** A problem document (RFC 9457). */
export interface Problem {
  status: number;
  /** what is wrong and what to do, for a person */
  detail: string;
  /** what is wrong, for a program */
  code?: string;
  errors?: FieldProblem[];
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** An error answer: a problem document, never cached. */
export function problem({ status, detail, code, errors }: Problem, headers: HeadersInit = {}): Response {
  const body = { type: 'about:blank', title: TITLES[status] ?? 'Error', status, detail, code, errors };
  return new Response(JSON.stringify(body), {
    status,
    headers: withDefaults(headers, {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
    }),
  });
}

/**
 * An answer in JSON, never cached: most of it is somebody's money.
 * @throws when it holds a bigint: amounts leave as Money, with a string
 */
export function json(body: unknown, { status = 200, headers = {} }: ResponseInit = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: withDefaults(headers, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
    }),
  });
}

/** A file to keep. @param file its media type, and a name of letters, digits, ., - and _ */
export function download(
  body: string | Uint8Array<ArrayBufferLike>,
  { type, name }: { type: string; name: string },
): Response {
  return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    headers: {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
    },
  });
}

const CHUNK = 64 * 1024;

/** A download that is written while it is sent: it may be larger than our memory. */
export function downloadStream(
  parts: AsyncGenerator<string>,
  { type, name }: { type: string; name: string },
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      let text = '';
      while (text.length < CHUNK) {
        const { done, value } = await parts.next();
        if (done) {
          if (text !== '') controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += value;
      }
      controller.enqueue(encoder.encode(text));
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}

/** The answer for what does not exist, and for what is not the asker's: nobody can tell the two apart. */
export function notFound(what: string): Response {
  return problem({ status: 404, detail: `There is no such ${what}.` });
}

function withDefaults(headers: HeadersInit, defaults: Record<string, string>): Headers {
  const all = new Headers(headers);
  for (const [name, value] of Object.entries(defaults)) if (!all.has(name)) all.set(name, value);
  return all;
}
