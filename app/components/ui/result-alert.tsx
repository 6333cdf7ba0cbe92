import { Alert, type AlertProps } from './alert';

/** What became of something somebody decided, by the word the address carries back to the page. */
export type ResultWords = Readonly<
  Record<string, { tone: NonNullable<AlertProps['tone']>; title: string; text: string }>
>;

/** Says what became of the last decision; nothing for a word that is not among `words`: addresses can be typed. */
export function ResultAlert({ words, result }: { words: ResultWords; result: string | null }) {
  const said = result && Object.hasOwn(words, result) ? words[result] : undefined;
  if (!said) return null;
  return (
    <Alert tone={said.tone} title={said.title} live>
      {said.text}
    </Alert>
  );
}
