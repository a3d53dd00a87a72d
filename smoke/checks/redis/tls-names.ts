import type { SecureVersion } from "node:tls";
import { readAuthority } from "../../../clients/manifest-file";
import type { RedisManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../check";
import { handshakeResult } from "../../probes/tls-probe";
import { judgeNodes } from "./judge";

/** A name that can never exist (RFC 6761). */
const NO_ONES_NAME = "no-node.cachefort.invalid";
/** Oldest first. */
const VERSIONS: readonly SecureVersion[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];
/** Alert 70 of the server, RFC 8446: the version is recognised and not supported. */
const VERSION_REFUSED = "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION";

export const tlsNames: Check<RedisManifest> = {
  id: "redis/tls-names",
  title: "Each node's certificate verifies by authority and name, and no old TLS is spoken",
  proves: "A client that verifies reaches every node, and no client reaches one by a wrong name.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: (context) => {
    const authority = readAuthority(context.deployed);
    const { minVersion } = context.deployed.manifest.tls;
    const allowed = VERSIONS.slice(VERSIONS.indexOf(minVersion));
    const tooOld = VERSIONS[VERSIONS.indexOf(minVersion) - 1];
    return judgeNodes(
      context,
      {
        expected: `verified by name with ${minVersion} or newer; another name and ${tooOld} refused`,
        hint: "compare the node's certificate with the manifest's authority and hosts, and tls-protocols with its minVersion",
      },
      async (node) => {
        const [own, renamed, old] = await Promise.all([
          handshakeResult(node, { authority }),
          handshakeResult(node, { authority, name: NO_ONES_NAME }),
          handshakeResult(node, { authority, newest: tooOld }),
        ]);
        return [
          { holds: allowed.some((version) => version === own), seen: `own name: ${own}` },
          { holds: renamed === "ERR_TLS_CERT_ALTNAME_INVALID", seen: `another name: ${renamed}` },
          { holds: old === VERSION_REFUSED, seen: `${tooOld}: ${old}` },
        ];
      },
    );
  },
};
