import type { MemcachedManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../check";
import { askOverUdp } from "../../probes/memcached-udp";
import { observed } from "../judge";
import { judgeNodes } from "./judge";
import { userGetsIn } from "./session";

const WAIT_MS = 500;

export const udp: Check<MemcachedManifest> = {
  id: "memcached/udp",
  title: "UDP is silent",
  proves: "No node can be used to amplify an attack (CVE-2018-1000115), or be reached around TLS.",
  kind: "memcached",
  suite: "quick",
  injectsFaults: false,
  run: (context) =>
    judgeNodes(
      context,
      {
        expected: "no answer over UDP on the port of any node",
        hint: "the server must run with -U 0",
      },
      async (node) => {
        const answer = await askOverUdp(node, WAIT_MS);
        const seen = answer === undefined ? "no answer" : `answer ${JSON.stringify(answer)}`;
        return [
          { holds: answer === undefined, seen: `UDP version: ${seen}` },
          ...(await observed(() => userGetsIn(context, node))),
        ];
      },
    ),
};
