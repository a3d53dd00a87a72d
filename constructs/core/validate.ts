import { ValidationError } from "./errors";

/** Bounds of a whole number, both ends included. */
export interface IntegerRange {
  readonly min: number;
  readonly max: number;
  /** Unit for the message, such as "ms" or "MiB". */
  readonly unit?: string;
}

/** Names become folder names, certificate names and resource ids: the strictest of these decides. */
const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** How cdktf writes a string, list and map that is known only after `apply`. */
const TEXT_TOKEN = /[$#&]\{TfToken\[/;

/** High 16 bits of the doubles that cdktf hands out for a number and a list of numbers. */
const NUMBER_TOKEN_MARKS = [0xfdff, 0xfbff];

/**
 * Refuses a cdktf token: it stands for a value that Terraform learns later, while the shape of the
 * resources is decided now. A number token is a huge negative number, so a plain comparison would
 * accept or refuse it for the wrong reason.
 *
 * @param what name of the prop, as the user wrote it
 * @throws ValidationError TOKEN_NOT_ALLOWED
 */
export function refuseToken(what: string, value: unknown): void {
  if (!isToken(value)) return;
  throw new ValidationError("TOKEN_NOT_ALLOWED", {
    problem: `${what} is a value that Terraform knows only after apply`,
    received: "an unresolved token",
    allowed: "a value known while the configuration is synthesized",
    fix: `write ${what} as a literal, or compute it from one`,
  });
}

/**
 * A whole number within a range.
 *
 * @param code code of the error for a number outside the range
 * @param what name of the prop, as the user wrote it
 * @throws ValidationError TOKEN_NOT_ALLOWED, or `code`
 */
export function requireInteger(
  code: string,
  what: string,
  value: number,
  range: IntegerRange,
): number {
  refuseToken(what, value);
  if (Number.isSafeInteger(value) && value >= range.min && value <= range.max) return value;
  const unit = range.unit === undefined ? "" : ` ${range.unit}`;
  throw new ValidationError(code, {
    problem: `${what} is not a whole number in its range`,
    // JSON has no word for NaN and the infinities.
    received: Number.isFinite(value) ? value : String(value),
    allowed: `${range.min} to ${range.max}${unit}`,
    fix: `change ${what}`,
  });
}

/**
 * A name that is safe in paths, host names and resource ids.
 *
 * @param code code of the error for another string
 * @param what name of the prop, as the user wrote it
 * @throws ValidationError TOKEN_NOT_ALLOWED, or `code`
 */
export function requireName(code: string, what: string, value: string): string {
  refuseToken(what, value);
  if (NAME.test(value)) return value;
  throw new ValidationError(code, {
    problem: `${what} is not a usable name`,
    received: value,
    allowed: "a lower-case letter, then up to 39 lower-case letters, digits or hyphens",
    fix: `rename ${what}`,
  });
}

/** Whether a value, or something in it, is known only after `apply`. */
export function isToken(value: unknown): boolean {
  if (typeof value === "string") return TEXT_TOKEN.test(value);
  if (typeof value === "number") return isNumberToken(value);
  if (Array.isArray(value)) return value.some(isToken);
  return typeof value === "object" && value !== null && Object.keys(value).some(isToken);
}

function isNumberToken(value: number): boolean {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return NUMBER_TOKEN_MARKS.includes(view.getUint16(0));
}
