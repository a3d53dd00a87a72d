/** How often the append-only file is forced to disk; `redis.conf`, `appendfsync`. */
export type FsyncPolicy = "always" | "everysec";

/** What of the data survives a restart of every node at once. */
export class Persistence {
  /**
   * Every write goes to an append-only file.
   *
   * @param fsync `everysec` loses at most about one second on a power cut, `always` nothing
   */
  static appendOnly(fsync: FsyncPolicy = "everysec"): Persistence {
    return new Persistence(fsync);
  }

  /** Nothing is written to disk; a shard whose nodes all stop is empty afterwards. */
  static none(): Persistence {
    return new Persistence(undefined);
  }

  private constructor(
    /** The policy of the append-only file, or `undefined` without one. */
    readonly fsync: FsyncPolicy | undefined,
  ) {}
}
