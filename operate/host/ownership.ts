import { chownSync } from "node:fs";
import type { ServiceAccount } from "./node-folder";

/** Hands a new file to the account its server runs as; nothing when that is the caller. */
export function chownNew(path: string, account: ServiceAccount | undefined): void {
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}
