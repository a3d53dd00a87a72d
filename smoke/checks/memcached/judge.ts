import type { MemcachedManifest, MemcachedManifestNode } from "../../../constructs/core/manifest";
import type { CheckContext, Evidence } from "../../check";
import { judgeEach, type Judgement, type Observation } from "../judge";

/** `judgeEach` over the nodes of a ring. */
export function judgeNodes(
  context: CheckContext<MemcachedManifest>,
  judgement: Judgement,
  observe: (node: MemcachedManifestNode) => Promise<readonly Observation[]>,
): Promise<Evidence> {
  return judgeEach(context, context.deployed.manifest.nodes, judgement, observe);
}
