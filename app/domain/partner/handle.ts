/** A partner's name in links: `?ref=<handle>`. Lower case, 2 to 40 characters, letters and digits with single dashes between. */
export const HANDLE_PATTERN = /^(?=.{2,40}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;

// Words that would read as the program's own, or as an address of the portal
const reserved = new Set(
  'admin administrator api assets billing clients dashboard docs emdash handoff healthz help join links login logout me metrics null official partners payouts portal program r readyz ref root sandbox security settings support system test tributary undefined verify webhooks www'.split(
    ' ',
  ),
);

export type HandleProblem = 'malformed' | 'reserved';

/** What is wrong with a handle somebody chose; null when it may be used, if it is free. */
export function handleProblem(handle: string): HandleProblem | null {
  if (!HANDLE_PATTERN.test(handle)) return 'malformed';
  return reserved.has(handle) ? 'reserved' : null;
}

/** In words, what to do about it. */
export const handleAdvice: Record<HandleProblem, string> = {
  malformed: 'Use 2 to 40 lower-case letters and digits, with single dashes between them.',
  reserved: 'This handle is kept for the program. Choose another.',
};

/** A handle made from a name: "Ada Löve & Co" -> "ada-love-co"; may be taken or too short. */
export function suggestHandle(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}
