import type { MemcachedManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../check";
import { encodeRequest, getRequest, versionRequest } from "../../probes/memcached-binary";
import { describeReply, MemcachedProbe, type Reply } from "../../probes/memcached-probe";
import { observed } from "../judge";
import { judgeNodes } from "./judge";
import { userGetsIn } from "./session";

const WAIT_MS = 1_000;
/** Content type of a TLS alert record. */
const TLS_ALERT = 0x15;

export const plaintext: Check<MemcachedManifest> = {
  id: "memcached/plaintext",
  title: "Plaintext on the TLS port is refused",
  proves: "No node talks to a client that does not use TLS.",
  kind: "memcached",
  suite: "quick",
  injectsFaults: false,
  run: (context) =>
    judgeNodes(
      context,
      {
        expected: "a connection without TLS gets no answer but the end, on every node",
        hint: "the server must run with -Z and without a notls: listener",
      },
      async (node) => {
        const attempts = [
          { what: "binary version", bytes: encodeRequest(versionRequest()) },
          { what: "binary get", bytes: encodeRequest(getRequest(`cf-smoke:${context.runId}`)) },
          { what: "ASCII version", bytes: Buffer.from("version\r\n") },
        ];
        const seen = [];
        for (const { what, bytes } of attempts) {
          const reply = await inClear(node, bytes);
          seen.push({ holds: isTurnedAway(reply), seen: `${what}: ${describeReply(reply)}` });
        }
        return [...seen, ...(await observed(() => userGetsIn(context, node)))];
      },
    ),
};

async function inClear(
  endpoint: { readonly host: string; readonly port: number },
  bytes: Buffer,
): Promise<Reply> {
  const probe = await MemcachedProbe.inClear(endpoint);
  try {
    return await probe.exchange(bytes, WAIT_MS);
  } finally {
    probe.close();
  }
}

function isTurnedAway(reply: Reply): boolean {
  return reply.kind === "closed" || (reply.kind === "bytes" && reply.bytes[0] === TLS_ALERT);
}
