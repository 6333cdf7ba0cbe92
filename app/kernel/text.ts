// PostgreSQL refuses NUL in text and lone surrogates in jsonb; as text they silently become another character.
const UNSTORABLE = /\p{Surrogate}|\0/u;
const CONTROL = /\p{Control}/u;

/** Can be stored and read back unchanged: no NUL, every surrogate in a pair. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/** Has a control character (line breaks and tabs are among them). */
export function hasControl(text: string): boolean {
  return CONTROL.test(text);
}
