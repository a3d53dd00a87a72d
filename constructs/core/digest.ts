import { createHash } from "node:crypto";

/** SHA-256 over parts in order, as hexadecimal digits; no two lists of parts give the same text. */
export function digestOfParts(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
