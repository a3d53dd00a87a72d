import { chmodSync, existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { ROOT_HOME } from "../../constructs/core/environment-paths";
import type { ServiceAccount } from "./node-folder";

/**
 * Creates the parent of the nodes' folders. Servers with an account of their own must be able to
 * pass through it, and through what lies above it, to their own folder, but to list nothing.
 */
export function ensureHome(home: string, account: ServiceAccount | undefined): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (account === undefined) return;
  for (let folder = home; folder.startsWith(ROOT_HOME); folder = dirname(folder)) {
    chmodSync(folder, 0o711);
  }
}

/** Removes the nodes of an environment, and what lies empty above them outside of the project. */
export function removeNodes(nodes: string): void {
  rmSync(nodes, { recursive: true, force: true });
  const project = dirname(nodes);
  if (!project.startsWith(ROOT_HOME) || !existsSync(project)) return;
  if (readdirSync(project).length === 0) rmdirSync(project);
}
