import { X509Certificate } from "node:crypto";
import { readAuthority } from "../../../clients/manifest-file";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { createAuthority } from "../../../constructs/tls/authority";
import type { Check } from "../../check";
import { handshakeResult } from "../../probes/tls-probe";
import { judgeNodes } from "./judge";

/** What Node.js reports when no trusted authority leads to the certificate. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  "CERT_SIGNATURE_FAILURE",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);
const VERIFIED = /^TLSv/;

/** PEM of an authority that signed no node's certificate. */
export type Stranger = (ownAuthority: string | undefined) => Promise<string>;

/** @param stranger who must not vouch for a node */
export function tlsWrongCaCheck(stranger: Stranger = impostor): Check<RedisManifest> {
  return {
    id: "redis/tls-wrong-ca",
    title: "Only the manifest's authority vouches for the nodes",
    proves: "A client that trusts another authority, even one of the same name, reaches no node.",
    kind: "redis-cluster",
    suite: "quick",
    injectsFaults: false,
    run: async (context) => {
      const own = readAuthority(context.deployed);
      const strange = await stranger(own);
      return judgeNodes(
        context,
        {
          expected: "verified with the manifest's authority, refused with another",
          hint: "the node's certificate must be signed by the authority of the manifest and by no other",
        },
        async (node) => {
          const [trusted, untrusted] = await Promise.all([
            handshakeResult(node, { authority: own }),
            handshakeResult(node, { authority: strange }),
          ]);
          return [
            { holds: VERIFIED.test(trusted), seen: `own authority: ${trusted}` },
            { holds: UNTRUSTED.has(untrusted), seen: `another authority: ${untrusted}` },
          ];
        },
      );
    },
  };
}

export const tlsWrongCa = tlsWrongCaCheck();

/** A new authority that calls itself what the true one is called. */
async function impostor(ownAuthority: string | undefined): Promise<string> {
  const subject = ownAuthority === undefined ? "" : new X509Certificate(ownAuthority).subject;
  const commonName = /^CN=(.*)$/m.exec(subject)?.[1] ?? "cachefort stranger";
  return (await createAuthority(commonName, new Date())).certificate;
}
