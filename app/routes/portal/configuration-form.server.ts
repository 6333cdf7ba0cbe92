import { TEXT_LIMIT } from '~/domain/agency/configuration-text';
import { isStorable } from '~/kernel/text';
import { decodeText } from '~/platform/input.server';

/** A form with documents: its texts, and one file that may stand for one of them. */
export interface DocumentForm {
  /** '' when it is absent; line breaks as in a file */
  text: (name: string) => string;
  /** all values of a name: boxes that were ticked */
  all: (name: string) => string[];
  /** what a chosen file holds; null: none was chosen */
  file: { outcome: 'ok'; text: string } | { outcome: 'refused'; reason: string } | null;
}

/**
 * A form with documents. Sent as multipart: percent-encoded, a document would be three times its size.
 * @throws {Response} 400 for what no form of ours sends
 */
export async function readDocumentForm(request: Request): Promise<DocumentForm> {
  const form = await request.formData().catch(() => {
    throw new Response('This is not a form.', { status: 400 });
  });
  for (const [name, value] of form) {
    const fine = name === 'file' ? typeof value !== 'string' : typeof value === 'string' && isStorable(value);
    if (!fine || !isStorable(name))
      throw new Response('The form holds something that is no text.', { status: 400 });
  }
  const all = (name: string) => form.getAll(name).map((value) => String(value).replaceAll('\r\n', '\n'));
  const chosen = form.get('file');
  return {
    text: (name) => all(name)[0] ?? '',
    all,
    file: chosen !== null && typeof chosen !== 'string' && chosen.size > 0 ? await readFile(chosen) : null,
  };
}

async function readFile(file: File): Promise<DocumentForm['file']> {
  if (file.size > TEXT_LIMIT)
    return { outcome: 'refused', reason: `The file is larger than ${TEXT_LIMIT / 1024} KiB.` };
  const text = decodeText(new Uint8Array(await file.arrayBuffer()));
  if (text === undefined || text.includes('\0')) {
    return { outcome: 'refused', reason: 'The file is not text in UTF-8.' };
  }
  return { outcome: 'ok', text };
}

/** A version as a form carries it; 0 for what is none. */
export function readVersion(text: string | undefined): number {
  return /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : 0;
}

/** The first problem of a field, or its value. */
export function readField<T>(
  schema: {
    safeParse: (value: unknown) => {
      success: boolean;
      data?: T;
      error?: { issues: Array<{ message: string }> };
    };
  },
  value: string,
): { value: T } | { problem: string } {
  const read = schema.safeParse(value);
  return read.success
    ? { value: read.data as T }
    : { problem: read.error?.issues[0]?.message ?? 'This cannot be used.' };
}
