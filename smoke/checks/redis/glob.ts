/** One element of a pattern: the characters it takes, and whether any number of them. */
interface Part {
  /** As a regular expression. */
  readonly source: string;
  readonly repeats: boolean;
  /** The only character it takes, if it is one. */
  readonly literal?: string;
}

/** Characters to choose an example from. */
const ALPHABET = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:._-!~"];

/** Whether a text matches a glob-style pattern as the engine reads it (util.c, `stringmatchlen`). */
export function matchesGlob(pattern: string, text: string): boolean {
  const source = partsOf(pattern).map(({ source, repeats }) => (repeats ? `${source}*` : source));
  return new RegExp(`^${source.join("")}$`, "s").test(text);
}

/**
 * A text that matches the pattern and holds the token, or `undefined` when the pattern has no `*`:
 * such a text could be anybody's.
 */
export function exampleOf(pattern: string, token: string): string | undefined {
  let isOwn = false;
  const text = partsOf(pattern).map(({ source, repeats, literal }) => {
    if (literal !== undefined) return literal;
    if (!repeats) return ALPHABET.find((char) => new RegExp(`^${source}$`, "s").test(char));
    if (isOwn) return "";
    isOwn = true;
    return token;
  });
  const example = text.join("");
  return isOwn && matchesGlob(pattern, example) ? example : undefined;
}

/** A text with the token that matches none of the patterns, or `undefined` when they match all. */
export function counterExampleOf(patterns: readonly string[], token: string): string | undefined {
  const candidates = [token, ...ALPHABET.map((char) => `${char}${token}${char}`)];
  return candidates.find((text) => patterns.every((pattern) => !matchesGlob(pattern, text)));
}

function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  const elements = /\*+|\?|\[(\^?)((?:\\.|[^\]\\]-.|[^\]\\])*)(?:\]|$)|\\?(.)/gs;
  for (const [element, negation = "", members = "", char = ""] of pattern.matchAll(elements)) {
    if (element.startsWith("*")) parts.push({ source: ".", repeats: true });
    else if (element === "?") parts.push({ source: ".", repeats: false });
    else if (element.startsWith("[")) {
      parts.push({ source: classSource(negation, members), repeats: false });
    } else parts.push({ source: escaped(char), repeats: false, literal: char });
  }
  return parts;
}

/** An empty class matches nothing, as in the engine. */
function classSource(negation: string, members: string): string {
  if (members === "") return negation === "" ? "[^\\s\\S]" : "[\\s\\S]";
  const source = [...members.matchAll(/\\(.)|(.)-(.)|(.)/gs)].map(
    ([, quoted, first, last, single]) => {
      if (first === undefined || last === undefined) return escaped(quoted ?? single ?? "");
      const [low = first, high = last] = [first, last].sort();
      return `${escaped(low)}-${escaped(high)}`;
    },
  );
  return `[${negation}${source.join("")}]`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
