/** Of whom a sample is, and when it was taken. */
export interface SampledNode {
  /** Id of the node in the manifest. */
  readonly node: string;
  /** Milliseconds of a clock that never goes back; its zero is nobody's business. */
  readonly at: number;
}

/** A node that did not answer. */
export interface SilentSample extends SampledNode {
  readonly kind: "silent";
  /** Why, as a person reads it; without a secret. */
  readonly problem: string;
}

/** What any node tells of itself. */
export interface AnsweredSample extends SampledNode {
  /** How long each question that costs the server nothing took, in milliseconds. */
  readonly responsesMs: readonly number[];
  /** When the certificate that the node shows runs out, in milliseconds since 1970. */
  readonly certificateEndsAt: number;
}
