import { ValidationError } from "../../constructs/core/errors";

/** Longest key that memcached takes, in bytes of UTF-8. */
export const MAX_KEY_BYTES = 250;
/** Most keys are of visible ASCII: one look at each character. */
const PLAIN_KEY = /^[!-~]{1,250}$/;

/**
 * A key that every memcached client can read: the binary protocol would also take blanks and control
 * characters, the text protocol would not.
 *
 * @throws ValidationError MEMCACHED_KEY_INVALID
 */
export function requireKey(key: string): string {
  if (PLAIN_KEY.test(key)) return key;
  const bytes = Buffer.byteLength(key);
  if (bytes >= 1 && bytes <= MAX_KEY_BYTES && !/[\s\p{Cc}]/u.test(key)) return key;
  throw new ValidationError("MEMCACHED_KEY_INVALID", {
    problem: `a key of ${bytes} bytes is empty, too long, or has a blank or control character`,
    received: key.length > MAX_KEY_BYTES ? `${key.slice(0, MAX_KEY_BYTES)}…` : key,
    allowed: `1 to ${MAX_KEY_BYTES} bytes of UTF-8 without blanks and control characters`,
    fix: "shorten or encode the key, for example by its hash",
  });
}
