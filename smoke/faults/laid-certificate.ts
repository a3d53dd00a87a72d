import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { writePrivateFile } from "../../secrets/files";

/** Beside the node's own certificate, which the server finds by its name. */
const NAME = "cachefort-fault.crt";

/**
 * Lays a certificate into a node's folder of configuration; it belongs to whom the folder belongs to.
 *
 * @returns its name there
 */
export function layCertificate(conf: string, certificate: string): string {
  const { gid, uid } = statSync(conf);
  writePrivateFile(join(conf, NAME), certificate, { uid, gid });
  return NAME;
}

/** Undoes `layCertificate`; no-op when it has not been done. */
export function removeCertificate(conf: string): void {
  rmSync(join(conf, NAME), { force: true });
}
