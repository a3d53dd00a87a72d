import { dirname, join, resolve } from "node:path";
import { readAuthority } from "../../../../clients/manifest-file";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { KeyPairPem } from "../../../../constructs/tls/authority";
import { readSecretFile } from "../../../../secrets/files";
import { type CheckContext, CheckSkip } from "../../../check";

/**
 * The authority of the deployment with its private key.
 *
 * @throws CheckSkip when the key does not lie where the harness runs
 * @throws ValidationError SECRET_MODE
 * @throws UnavailableError SECRET_UNREADABLE
 */
export function requireAuthority({
  deployed,
}: Pick<CheckContext<RedisManifest>, "deployed">): KeyPairPem {
  const { ca } = deployed.manifest.tls;
  const certificate = readAuthority(deployed);
  if (certificate === undefined || ca === "system" || !("file" in ca)) {
    throw new CheckSkip("the authority is not the deployment's own: nobody here signs in its name");
  }
  const key = readSecretFile(join(dirname(resolve(deployed.directory, ca.file)), "ca.key"));
  if (key !== undefined) return { certificate, key };
  throw new CheckSkip(
    "the private key of the authority does not lie here: nobody can sign a certificate that runs out",
  );
}
