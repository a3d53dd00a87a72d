import { randomBytes } from "node:crypto";
import type { MemcachedManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../check";
import { loginRequest } from "../../probes/memcached-binary";
import { describeReply, isRefusal } from "../../probes/memcached-probe";
import { judgeNodes } from "./judge";
import { anyLogin, tryCommands, withAttack } from "./session";

export const afterRefusal: Check<MemcachedManifest> = {
  id: "memcached/after-refusal",
  title: "A refused login stays refused",
  proves:
    "After a refused login, the same connection gets neither commands nor a second bad login through (CVE-2013-7239).",
  kind: "memcached",
  needsLogin: true,
  suite: "quick",
  injectsFaults: false,
  run: async (context) => {
    const { login } = anyLogin(context);
    const badLogin = loginRequest(login, randomBytes(18).toString("base64url"));
    return judgeNodes(
      context,
      {
        expected: "commands and a second bad login refused after a bad login, on every node",
        hint: "memcached before 1.4.17 keeps a connection open to everything after a bad login",
      },
      (node) =>
        withAttack(context, node, "after-refusal", async (attack) => {
          const once = await attack.connect();
          await once.ask(badLogin);
          const afterOne = await tryCommands(once, attack, "after a bad login");
          const twice = await attack.connect();
          await twice.ask(badLogin);
          const second = await twice.ask(badLogin);
          return [
            ...afterOne,
            { holds: isRefusal(second), seen: `second bad login: ${describeReply(second)}` },
            ...(await tryCommands(twice, attack, "after two bad logins")),
          ];
        }),
    );
  },
};
