import { recordOf, textOf, type JsonRecord } from "./json-values";

/** Attributes that stand for the thing by its name or id. */
const REFERENCE = /\$\{(docker_\w+)\.([\w-]+)\.(?:name|id|image_id|repo_digest)\}/g;

/** `$${` is a literal `${`. */
const UNKNOWN = /(?<!\$)\$\{/;

/** Puts the names of the stack's own resources for references to them, everywhere in a value. */
export function resolveReferences(value: unknown, resources: JsonRecord): unknown {
  if (typeof value === "string") {
    return value.replace(REFERENCE, (reference, type: string, id: string) => {
      const name = textOf(recordOf(recordOf(resources[type])[id])["name"]);
      return name ?? reference;
    });
  }
  if (Array.isArray(value)) return value.map((each) => resolveReferences(each, resources));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, resolveReferences(each, resources)]),
  );
}

/** Places below a value, by their path, that only Terraform can fill in. */
export function unknownsIn(value: unknown, path: string): string[] {
  if (typeof value === "string") return UNKNOWN.test(value) ? [path] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [
    ...(UNKNOWN.test(key) ? [path] : []),
    ...unknownsIn(each, `${path}.${key}`),
  ]);
}
