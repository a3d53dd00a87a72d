import { z } from "zod";
import { ValidationError } from "./errors";
import { MANIFEST_SCHEMA, manifest, type Manifest } from "./manifest";

/**
 * Reads what `JSON.parse` gave as a manifest.
 *
 * @param source name of the file, for the message
 * @throws ValidationError MANIFEST_VERSION_UNKNOWN, MANIFEST_INVALID
 */
export function readManifest(value: unknown, source: string): Manifest {
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema === "string" && schema !== MANIFEST_SCHEMA) {
    throw new ValidationError("MANIFEST_VERSION_UNKNOWN", {
      problem: `${source} is a manifest of another version`,
      received: schema,
      allowed: MANIFEST_SCHEMA,
      fix: "use the cachefort release that wrote it, or deploy again with this one",
    });
  }
  const result = manifest.safeParse(value);
  if (result.success) return result.data;
  throw new ValidationError("MANIFEST_INVALID", {
    problem: `${source} is not a manifest: ${z.prettifyError(result.error).replaceAll("\n", " ")}`,
    allowed: "the JSON Schema in docs/manifest.schema.json",
    fix: "deploy again; do not edit manifests by hand",
  });
}
