import type { RedisManifest } from "../../../constructs/core/manifest";
import type { CheckContext, Evidence } from "../../check";
import { judgeEach, type AddressedNode, type Judgement, type Observation } from "../judge";
import { addressedNodes } from "./nodes";

/** `judgeEach` over the nodes of a cluster. */
export function judgeNodes(
  context: CheckContext<RedisManifest>,
  judgement: Judgement,
  observe: (node: AddressedNode) => Promise<readonly Observation[]>,
  measured?: (observations: readonly Observation[]) => string,
): Promise<Evidence> {
  return judgeEach(context, addressedNodes(context), judgement, observe, measured);
}
