/** Readers of parsed JSON in which anything may be missing; `null` is missing too. */

export type JsonRecord = Readonly<Record<string, unknown>>;

/** An object; empty where there is none. */
export function recordOf(value: unknown): JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonRecord)
    : {};
}

/** A list; what is no list is a list of one, as Terraform reads blocks. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** A text; `undefined` where there is none, or an empty one. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Every text of a list. */
export function textsOf(value: unknown): string[] {
  return listOf(value).flatMap((each) => textOf(each) ?? []);
}

/** A map of texts. */
export function textMapOf(value: unknown): Record<string, string> {
  const entries = Object.entries(recordOf(value));
  return Object.fromEntries(entries.map(([key, each]) => [key, textOf(each) ?? ""]));
}

/** A number, also from a text; 0 where there is none. */
export function numberOf(value: unknown): number {
  const number = Number(textOf(value) ?? 0);
  return Number.isNaN(number) ? 0 : number;
}

/** A switch; Terraform also takes texts. */
export function flagOf(value: unknown): boolean {
  return ["true", "1"].includes(textOf(value) ?? "");
}

/** A copy in alphabetical order, each text once. */
export function sortedTexts(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
