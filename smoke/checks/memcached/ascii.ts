import type { MemcachedManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../check";
import { describeReply, type Reply } from "../../probes/memcached-probe";
import { judgeNodes } from "./judge";
import { KEY_TTL_SECONDS, withAttack } from "./session";

/** Below 24 bytes a binary listener waits for the rest of a header; from there on it answers at once. */
const HEADER_BYTES = 24;
const WAIT_MS = 1_000;

export const ascii: Check<MemcachedManifest> = {
  id: "memcached/ascii",
  title: "The ASCII protocol is refused",
  proves: "No node speaks the protocol that knows no login.",
  kind: "memcached",
  needsLogin: true,
  suite: "quick",
  injectsFaults: false,
  run: (context) =>
    judgeNodes(
      context,
      {
        expected: "get, set and version in ASCII end the connection on every node, nothing stored",
        hint: "the server must run with -B binary and without a proto[ascii] listener",
      },
      (node) =>
        withAttack(context, node, "ascii", async (attack) => {
          const commands = [
            `get ${attack.bait}\r\n`,
            `set ${attack.prey} 0 ${KEY_TTL_SECONDS} 4\r\nprey\r\n`,
            "version\r\n".repeat(3),
          ];
          const seen = [];
          for (const command of commands) {
            const probe = await attack.connect();
            const bytes = Buffer.from(command.padEnd(HEADER_BYTES));
            const reply = await probe.exchange(bytes, WAIT_MS);
            const verb = command.split(/\s/, 1).join();
            seen.push({
              holds: isTurnedAway(reply),
              seen: `ASCII ${verb}: ${describeReply(reply)}`,
            });
          }
          return seen;
        }),
    ),
};

/** An answer in the binary protocol is no answer to ASCII either. */
function isTurnedAway(reply: Reply): boolean {
  return reply.kind === "closed" || reply.kind === "answer";
}
