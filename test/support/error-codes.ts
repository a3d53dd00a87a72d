/** A code as the sources use it. */
export interface UsedCode {
  readonly code: string;
  /** Class that is thrown, where it stands beside the code. */
  readonly errorClass?: string;
}

const CODE = "[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+";

/** `new ValidationError(FIRST,`; the first argument may choose between two codes. */
const THROWN = /new (\w+Error)\(\s*([^,()]*),/g;
/** `requireName(FIRST,` and `operation(FIRST,`: the function makes the error. */
const HANDED_OVER = /\b(?:require\w+|operation)\(\s*([^,()]*),/g;
/** `super(FIRST,`: an error of a class of its own. */
const INHERITED = /\bsuper\(\s*([^,()]*),/g;
/** `CODE: text · …`, where a message is written without the classes. */
const WRITTEN = new RegExp(`["\`](${CODE}): `, "g");

/** Every code that a source file uses. */
export function codesIn(source: string): UsedCode[] {
  const thrown = [...source.matchAll(THROWN)].flatMap(([, errorClass = "", first = ""]) =>
    quoted(first).map((code): UsedCode => ({ code, errorClass })),
  );
  const passedOn = [...source.matchAll(HANDED_OVER), ...source.matchAll(INHERITED)];
  const handedOver = passedOn.flatMap(([, first = ""]) => quoted(first));
  const written = [...source.matchAll(WRITTEN)].map(([, code = ""]) => code);
  return [...thrown, ...[...handedOver, ...written].map((code): UsedCode => ({ code }))];
}

/** Whether a source file throws an error whose code stands elsewhere. */
export function hidesCode(source: string): boolean {
  return /new (?:Validation|Unavailable|Operation)Error\(\s*(?![^,()]*")/.test(source);
}

/** Rows of the page: `| \`CODE\` | \`Class\` | …`, in their order. */
export function documentedCodes(page: string): ReadonlyMap<string, string> {
  const rows = page.matchAll(new RegExp(`^\\| \`(${CODE})\` +\\| (.+?) +\\|`, "gm"));
  return new Map([...rows].map(([, code = "", errorClass = ""]) => [code, errorClass]));
}

function quoted(text: string): string[] {
  return [...text.matchAll(new RegExp(`"(${CODE})"`, "g"))].map(([, code = ""]) => code);
}
