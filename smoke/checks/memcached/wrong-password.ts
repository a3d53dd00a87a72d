import { randomBytes } from "node:crypto";
import type { MemcachedManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../check";
import { loginRequest } from "../../probes/memcached-binary";
import { describeReply, isRefusal } from "../../probes/memcached-probe";
import { judgeNodes } from "./judge";
import { anyLogin, withAttack } from "./session";

export const wrongPassword: Check<MemcachedManifest> = {
  id: "memcached/wrong-password",
  title: "Logins with a wrong password or an unknown user are refused",
  proves: "Every node compares the password, also an empty one, and knows who its users are.",
  kind: "memcached",
  needsLogin: true,
  suite: "quick",
  injectsFaults: false,
  run: async (context) => {
    const { login, password } = anyLogin(context);
    const attempts = [
      { what: "a wrong password", login, password: randomBytes(18).toString("base64url") },
      { what: "an empty password", login, password: "" },
      { what: "an unknown user", login: `cf-nobody-${login}`, password },
    ];
    return judgeNodes(
      context,
      {
        expected: `${attempts.map(({ what }) => what).join(", ")} refused on every node`,
        hint: "compare the user database of the node with the users of the manifest",
      },
      (node) =>
        withAttack(context, node, "wrong-password", async (attack) => {
          const seen = [];
          for (const attempt of attempts) {
            const probe = await attack.connect();
            const reply = await probe.ask(loginRequest(attempt.login, attempt.password));
            seen.push({
              holds: isRefusal(reply),
              seen: `${attempt.what}: ${describeReply(reply)}`,
            });
          }
          return seen;
        }),
    );
  },
};
