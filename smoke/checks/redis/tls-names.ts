import { readAuthority } from "../../../clients/manifest-file";
import type { RedisManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../check";
import { handshakeResult } from "../../probes/tls-probe";
import { TLS_VERSIONS } from "../old-tls";
import { judgeNodes } from "./judge";

/** A name that can never exist (RFC 6761). */
const NO_ONES_NAME = "no-node.cachefort.invalid";

export const tlsNames: Check<RedisManifest> = {
  id: "redis/tls-names",
  title: "Each node's certificate verifies by authority and name",
  proves: "A client that verifies reaches every node, and no client reaches one by a wrong name.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: (context) => {
    const authority = readAuthority(context.deployed);
    const { minVersion } = context.deployed.manifest.tls;
    const allowed = TLS_VERSIONS.slice(TLS_VERSIONS.indexOf(minVersion));
    return judgeNodes(
      context,
      {
        expected: `verified by name with ${minVersion} or newer; another name refused`,
        hint: "where the name is refused, the certificate lacks a name or address of the manifest; where it has expired, issue a new one; else compare its issuer with the manifest's authority",
      },
      async (node) => {
        const [own, renamed] = await Promise.all([
          handshakeResult(node, { authority }),
          handshakeResult(node, { authority, name: NO_ONES_NAME }),
        ]);
        return [
          { holds: allowed.some((version) => version === own), seen: `own name: ${own}` },
          { holds: renamed === "ERR_TLS_CERT_ALTNAME_INVALID", seen: `another name: ${renamed}` },
        ];
      },
    );
  },
};
