import { lchownSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ServiceAccount } from "./node-folder";

/**
 * Makes a folder anew and fills it while it still belongs to the caller; only then it becomes the
 * account's. A process of that account could otherwise put a link where root is about to write.
 *
 * @param path folder whose parent belongs to the caller
 */
export function layFolder(
  path: string,
  account: ServiceAccount | undefined,
  fill: () => void,
): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { mode: 0o700 });
  fill();
  if (account !== undefined) handOver(path, account);
}

function handOver(path: string, account: ServiceAccount): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) handOver(child, account);
    else lchownSync(child, account.uid, account.gid);
  }
  lchownSync(path, account.uid, account.gid);
}
