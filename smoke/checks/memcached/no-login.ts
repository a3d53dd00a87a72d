import type { MemcachedManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../check";
import { judgeNodes } from "./judge";
import { tryCommands, withAttack } from "./session";

export const noLogin: Check<MemcachedManifest> = {
  id: "memcached/no-login",
  title: "Commands without login are refused",
  proves: "Nobody reads or writes on any node without a password.",
  kind: "memcached",
  needsLogin: true,
  suite: "quick",
  injectsFaults: false,
  run: (context) =>
    judgeNodes(
      context,
      {
        expected: "get and set without login refused on every node, nothing stored",
        hint: "the server must run with -S and without an ASCII listener",
      },
      (node) =>
        withAttack(context, node, "no-login", async (attack) =>
          tryCommands(await attack.connect(), attack, "without login"),
        ),
    ),
};
