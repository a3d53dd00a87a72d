/** What carries a synthesized stack out. */
export interface Applier {
  /**
   * Brings resources to what was synthesized last.
   *
   * @param targets addresses; what they depend on comes along. @default - the whole stack
   */
  apply(targets?: readonly string[]): Promise<void>;
}
