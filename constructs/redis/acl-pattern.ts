import { ValidationError } from "../core/errors";

/** What a pattern of an ACL may hold; the words of an ACL file are parted by blanks. */
const PATTERN = /^[\x21-\x7e]+$/;

/** Between parentheses the server also reads quotes, and a word that ends with `)` closes them. */
const SELECTOR_PATTERN = /^(?!.*["'])(?!.*\)$)[\x21-\x7e]+$/;

/** Every name matches such a pattern. */
const MATCHES_ALL = /^(?=.*\*)(?:[*?]|\[\^\])+$/;

/**
 * Refuses patterns that an ACL file cannot hold, and some that it could: an empty one, which matches
 * the empty name only, and characters outside of printable ASCII.
 *
 * @param user name for the message
 * @param insideSelector whether it stands between parentheses
 * @throws ValidationError REDIS_USER_PATTERN
 */
export function requirePattern(user: string, pattern: string, insideSelector: boolean): void {
  if ((insideSelector ? SELECTOR_PATTERN : PATTERN).test(pattern)) return;
  throw new ValidationError("REDIS_USER_PATTERN", {
    problem: `user ${user} has a key or channel pattern that the ACL file cannot hold`,
    received: pattern,
    allowed:
      "printable ASCII without blanks, at least one character; in a selector neither quotes nor `)` at the end",
    fix: "use a glob-style pattern such as session:*",
  });
}

/**
 * Refuses a list in which `*` stands beside another pattern: it covers them, and the server refuses
 * what follows it.
 *
 * @throws ValidationError REDIS_USER_PATTERN_COVERED
 */
export function requireUncovered(user: string, patterns: readonly string[]): void {
  if (!patterns.includes("*") || patterns.length === 1) return;
  throw new ValidationError("REDIS_USER_PATTERN_COVERED", {
    problem: `user ${user} has a pattern beside *, which covers every other`,
    received: patterns,
    allowed: "* alone, or patterns without it",
    fix: "remove *, or the patterns that it covers",
  });
}

/** Whether every name matches a pattern, however it is written: `*`, `**`, `?*`. */
export function matchesAll(pattern: string): boolean {
  return MATCHES_ALL.test(pattern);
}
