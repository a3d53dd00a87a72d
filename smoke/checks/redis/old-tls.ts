import { readAuthority } from "../../../clients/manifest-file";
import type { RedisManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../check";
import { observeOldTls, oldTlsJudgement } from "../old-tls";
import { judgeNodes } from "./judge";

export const oldTls: Check<RedisManifest> = {
  id: "redis/old-tls",
  title: "Old versions of TLS are refused",
  proves: "Every node itself refuses TLS 1.0, TLS 1.1 and whatever else the manifest rules out.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: (context) => {
    const authority = readAuthority(context.deployed);
    const { minVersion } = context.deployed.manifest.tls;
    return judgeNodes(context, oldTlsJudgement(minVersion), (node) =>
      observeOldTls(node, authority, minVersion),
    );
  },
};
