import type { Recovery } from "../../operate/redis/recoveries";
import type { SampledNode, SilentSample } from "./sample";

/** Samples every node of a cluster or ring. */
export interface Sampler<Answered extends SampledNode> {
  /** One sample of every node, in the order of the manifest. A node that fails is silent; nothing is thrown. */
  sample(): Promise<(Answered | SilentSample)[]>;
  close(): void | Promise<void>;
}

/** How much a sample asks. */
export interface SamplingOptions {
  /**
   * Questions whose times are taken, one after another, 0 to 1000; with 0 that of what is asked anyway.
   * @default 20
   */
  readonly questions?: number;
  /** Milliseconds after which a node counts as silent. @default 3000 */
  readonly timeoutMs?: number;
  /** What a node's runner did about deaths, by the node's `ref`. @default - nobody tells */
  readonly recoveries?: (ref: string) => Promise<readonly Recovery[]>;
}
