/** What a target knows of nodes that do not answer. */
export interface NodeProcesses {
  /** Those whose servers do not run, whatever they would answer; asked of all at once. */
  stopped(ids: readonly string[]): Promise<readonly string[]>;
  /** The last lines of a node's log. */
  logTail(id: string): string | Promise<string>;
}
