import { readIfPresent } from "../../../secrets/files";
import type { NodeFolder } from "../node-folder";

/** Whether a node, as it was last started, logs its writes. */
export function hasAppendOnlyFile(folder: NodeFolder): boolean {
  return /^appendonly yes$/m.test(readIfPresent(folder.conf("redis.conf")) ?? "");
}

/**
 * Names under which a node, as it was last started, knows the commands that it does not know by
 * their own: a secret one, or an empty text for a command that is disabled.
 */
export function renamesIn(folder: NodeFolder): ReadonlyMap<string, string> {
  const texts = ["redis.conf", "secrets.conf"].map(
    (name) => readIfPresent(folder.conf(name)) ?? "",
  );
  const lines = texts.flatMap((text) => [...text.matchAll(/^rename-command (\S+) (\S+)$/gm)]);
  return new Map(lines.map(([, command = "", name = ""]) => [command, name === '""' ? "" : name]));
}
