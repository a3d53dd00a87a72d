/** A rule that is not held, and why: it stays in every report. */
export interface RuleException {
  /** Id of the rule. */
  readonly rule: string;
  /**
   * Name of the one container, network, volume, image or Terraform address that it is for.
   * @default - all of them
   */
  readonly subject?: string;
  /**
   * What the rule has to find for the exception to hold; anything else is a violation all the same.
   * @default - whatever it finds
   */
  readonly found?: string;
  /** Why it is not held and what bounds the damage; a sentence without a full stop. */
  readonly reason: string;
}
