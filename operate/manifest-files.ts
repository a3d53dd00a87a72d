import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { loadManifest, type LoadedManifest } from "../clients/manifest-file";
import { OperationError } from "../constructs/core/errors";
import type { Manifest } from "../constructs/core/manifest";
import { readManifest } from "../constructs/core/manifest-reader";
import { ensurePrivateFolder, writePrivateFile } from "../secrets/files";

/**
 * Writes the manifests that a deployment put out, one file for each, and removes those of clusters
 * that are no more.
 *
 * @param outputsFile what `cdktf deploy --outputs-file` wrote
 * @returns the manifests by file
 * @throws OperationError OUTPUTS_INCOMPLETE
 * @throws ValidationError MANIFEST_INVALID
 */
export function writeManifests(
  outputsFile: string,
  stack: string,
  directory: string,
): Map<string, Manifest> {
  const outputs = JSON.parse(readFileSync(outputsFile, "utf8")) as Record<
    string,
    { manifests?: Record<string, unknown> } | undefined
  >;
  const manifests = outputs[stack]?.manifests;
  if (manifests === undefined) {
    throw new OperationError("OUTPUTS_INCOMPLETE", {
      problem: `${outputsFile} holds no output \`manifests\` of ${stack}`,
      fix: "deploy again: cachefort up",
    });
  }
  ensurePrivateFolder(directory);
  const written = new Map<string, Manifest>();
  for (const [name, value] of Object.entries(manifests)) {
    const file = join(directory, `${name}.json`);
    const manifest = readManifest(value, `output ${name}`);
    writePrivateFile(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
    written.set(file, manifest);
  }
  removeManifests(directory, [...written.keys()]);
  return written;
}

/**
 * The manifests that lie in a folder; none when there is no such folder.
 *
 * @throws ValidationError MANIFEST_INVALID, MANIFEST_VERSION_UNKNOWN
 */
export function readManifests(directory: string): LoadedManifest[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith(".json"))
    .map((name) => loadManifest(join(directory, name)));
}

/** Removes every manifest of a folder but the named ones. */
export function removeManifests(directory: string, kept: readonly string[] = []): void {
  ensurePrivateFolder(directory);
  for (const entry of readdirSync(directory)) {
    const file = join(directory, entry);
    if (entry.endsWith(".json") && !kept.includes(file)) rmSync(file);
  }
}
