/** Where an error came from: a construct, or anything else that has a path. */
export interface ErrorScope {
  readonly node: { readonly path: string };
}

/** The four things a person needs to mend a mistake. */
export interface ErrorDetail {
  /** What is wrong, as one sentence without a full stop. */
  readonly problem: string;
  /** The value that was received; never a secret. */
  readonly received?: unknown;
  /** The values that would have been accepted. */
  readonly allowed?: string;
  /** What to change, as an instruction. */
  readonly fix: string;
}

/** Exit codes of the command line. */
export const ExitCode = {
  /** Everything asked for holds. */
  pass: 0,
  /** A check failed. */
  checkFailed: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** The target or a prerequisite is not available. */
  unavailable: 3,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const errorMark = Symbol.for("cachefort.error");

/** Base of every error that is meant for people; see docs/errors.md for the codes. */
export abstract class CachefortError extends Error {
  /** Exit code that a command ends with when this error reaches it. */
  abstract readonly exitCode: ExitCode;

  /** @param code stable, machine-readable name, listed in docs/errors.md */
  constructor(
    readonly code: string,
    readonly detail: ErrorDetail,
    scope?: ErrorScope,
    options?: ErrorOptions,
  ) {
    super(formatDetail(code, detail, scope), options);
    this.name = new.target.name;
    Object.defineProperty(this, errorMark, { value: true });
  }

  /** Recognises our errors also across two copies of the package. */
  static is(value: unknown): value is CachefortError {
    return typeof value === "object" && value !== null && errorMark in value;
  }
}

/** The user asked for something that would not work. Exit code 2. */
export class ValidationError extends CachefortError {
  readonly exitCode = ExitCode.usage;
}

/** A program, file or server that is needed is not there. Exit code 3. */
export class UnavailableError extends CachefortError {
  readonly exitCode = ExitCode.unavailable;
}

/** The thing was deployed but does not work. Exit code 1. */
export class OperationError extends CachefortError {
  readonly exitCode = ExitCode.checkFailed;
}

function formatDetail(code: string, detail: ErrorDetail, scope?: ErrorScope): string {
  const parts = [`${code}: ${detail.problem}`];
  if ("received" in detail) parts.push(`received: ${formatValue(detail.received)}`);
  if (detail.allowed !== undefined) parts.push(`allowed: ${detail.allowed}`);
  parts.push(`fix: ${detail.fix}`);
  if (scope !== undefined) parts.push(`at: ${scope.node.path}`);
  return parts.join(" · ");
}

function formatValue(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
