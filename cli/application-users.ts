import type { Manifest } from "../constructs/core/manifest";

/** Names of the users of applications, in the order of the manifest. */
export function applicationUsers(manifest: Manifest): string[] {
  if (manifest.kind === "memcached") return manifest.users.map(({ name }) => name);
  return manifest.users.filter(({ role }) => role !== "system").map(({ name }) => name);
}
