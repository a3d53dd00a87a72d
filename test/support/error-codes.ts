/** A code as the sources use it. */
export interface UsedCode {
  readonly code: string;
  /** Class that is thrown, where it stands beside the code. */
  readonly errorClass?: string;
}

const CODE = "[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+";

/** `new ValidationError("CODE"`. */
const THROWN = new RegExp(`new (\\w+Error)\\(\\s*"(${CODE})"`, "g");
/** `requireName("CODE"` and `operation("CODE"`: the function makes the error. */
const HANDED_OVER = new RegExp(`\\b(?:require\\w+|operation)\\(\\s*"(${CODE})"`, "g");
/** `CODE: text · …`, where a message is written without the classes. */
const WRITTEN = new RegExp(`["\`](${CODE}): `, "g");

/** Every code that a source file uses. */
export function codesIn(source: string): UsedCode[] {
  const thrown = [...source.matchAll(THROWN)].map(([, errorClass = "", code = ""]): UsedCode => ({
    code,
    errorClass,
  }));
  const others = [HANDED_OVER, WRITTEN].flatMap((pattern) =>
    [...source.matchAll(pattern)].map(([, code = ""]): UsedCode => ({ code })),
  );
  return [...thrown, ...others];
}

/** Rows of the page: `| \`CODE\` | \`Class\` | …`. */
export function documentedCodes(page: string): ReadonlyMap<string, string> {
  const rows = page.matchAll(new RegExp(`^\\| \`(${CODE})\` +\\| (.+?) +\\|`, "gm"));
  return new Map([...rows].map(([, code = "", errorClass = ""]) => [code, errorClass]));
}
