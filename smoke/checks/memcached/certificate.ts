import { rootCertificates } from "node:tls";
import { readAuthority } from "../../../clients/manifest-file";
import type { MemcachedManifest, MemcachedManifestNode } from "../../../constructs/core/manifest";
import type { Check } from "../../check";
import { MemcachedProbe, ProbeError, type Trust } from "../../probes/memcached-probe";
import { judgeNodes } from "./judge";

/** What must not vouch for a node. */
export interface Strangers {
  /** PEM of authorities that did not sign the nodes' certificates. */
  readonly authorities: readonly string[];
  /** A name that no node has. */
  readonly name: string;
}

/** A name that can never exist (RFC 6761). */
const NO_ONES_NAME = "no-node.cachefort.invalid";

/** What Node reports when no trusted authority leads to the certificate. */
const UNTRUSTED = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_SIGNATURE_FAILURE",
]);
const WRONG_NAME = new Set(["ERR_TLS_CERT_ALTNAME_INVALID"]);

/**
 * Against an authority of the kit the strangers are all public authorities. A node whose certificate
 * comes from the machine's trust store is held against no authority at all.
 */
export function certificateCheck(strangers?: Strangers): Check<MemcachedManifest> {
  return {
    id: "memcached/certificate",
    title: "Each certificate verifies by authority and name, and for nothing else",
    proves:
      "A client that verifies reaches every node, and one that trusts a stranger reaches none.",
    kind: "memcached",
    suite: "quick",
    injectsFaults: false,
    run: async (context) => {
      const authority = readAuthority(context.deployed);
      const publicOnes = authority === undefined ? [] : rootCertificates;
      const foreign = strangers?.authorities ?? publicOnes;
      const name = strangers?.name ?? NO_ONES_NAME;
      return judgeNodes(
        context,
        {
          expected:
            "verified with the manifest's authority, refused with strangers and another name",
          hint: "compare the certificate of the node with the authority and the hosts of the manifest",
        },
        async (node) => {
          const own = await verdict(node, { authority });
          const stranger = await verdict(node, { authority: foreign });
          const renamed = await verdict(node, { authority, name });
          return [
            { holds: own === "verified", seen: `own authority: ${own}` },
            { holds: UNTRUSTED.has(stranger), seen: `strange authorities: ${stranger}` },
            { holds: WRONG_NAME.has(renamed), seen: `another name: ${renamed}` },
          ];
        },
      );
    },
  };
}

export const certificate = certificateCheck();

/** "verified", or the code that the handshake failed with. */
async function verdict(node: MemcachedManifestNode, trust: Trust): Promise<string> {
  try {
    const probe = await MemcachedProbe.overTls(node, trust);
    probe.close();
    return "verified";
  } catch (error) {
    if (error instanceof ProbeError) return error.code;
    throw error;
  }
}
