export interface TextPart {
  /** where it begins: parts do not move */
  key: number;
  text: string;
  /** an http or https address; null: plain text */
  href: string | null;
}

/** A plain text in parts, so that the addresses in it can be links. */
export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  const add = (until: number, href: string | null) => {
    if (until > end) parts.push({ key: end, text: text.slice(end, until), href });
    end = Math.max(end, until);
  };
  for (const match of text.matchAll(/https?:\/\/[^\s<>"]+/g)) {
    // the full stop behind an address ends the sentence
    const address = match[0].replace(/[.,;:!?)]+$/, '');
    add(match.index, null);
    add(match.index + address.length, address);
  }
  add(text.length, null);
  return parts;
}
