import type { Manifest } from "../../constructs/core/manifest";
import type { SilentSample } from "../sample/sample";

/** A node as its series name it. */
export type NodeLabels = {
  /** Name of the cluster or ring. */
  readonly cache: string;
  readonly node: string;
  /** `host:port`; known dashboards choose by it. */
  readonly instance: string;
};

/** A sample of a node with the labels of its series. */
export interface LabelledSample<Answered> {
  readonly labels: NodeLabels;
  readonly sample: Answered | SilentSample;
  /** Whose floors its release is compared with. @default - none: its number does not tell what was mended */
  readonly floors?: Manifest["engine"]["name"];
}

/** Those that answered. */
export function answered<Answered extends { readonly kind: "redis" | "memcached" }>(
  nodes: readonly LabelledSample<Answered>[],
): (LabelledSample<Answered> & { readonly sample: Answered })[] {
  return nodes.flatMap((node) => {
    const { sample } = node;
    return sample.kind === "silent" ? [] : [{ ...node, sample }];
  });
}
