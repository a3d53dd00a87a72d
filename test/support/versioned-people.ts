import Database from "libsql";
import type {
  VersionedStore,
  VersionedUpdate,
  WriteResult,
} from "../../clients/cache/behind/versioned-store";

/** What is queued in tests: a number that grows with each update of a key. */
export interface Counted {
  readonly n: number;
}

/** Fails in some way before a batch is written. */
export type Trouble = (updates: readonly VersionedUpdate<Counted>[]) => Promise<void> | void;

/** A real database in a file, which several processes may open; it remembers in which order it was written. */
export class VersionedPeople implements VersionedStore<Counted> {
  private readonly database: Database.Database;
  /** Updates in each batch of this process. */
  readonly batches: number[] = [];
  trouble: Trouble | undefined;
  refuse: ((update: VersionedUpdate<Counted>) => WriteResult) | undefined;

  constructor(file: string) {
    this.database = new Database(file);
    this.database.pragma("journal_mode = WAL");
    this.database.pragma("busy_timeout = 5000");
    this.database.exec(
      "CREATE TABLE IF NOT EXISTS people (key TEXT PRIMARY KEY, n INTEGER NOT NULL, version TEXT NOT NULL)",
    );
    this.database.exec(
      "CREATE TABLE IF NOT EXISTS applied (at INTEGER PRIMARY KEY, key TEXT NOT NULL, n INTEGER NOT NULL)",
    );
  }

  async writeMany(updates: readonly VersionedUpdate<Counted>[]): Promise<readonly WriteResult[]> {
    this.batches.push(updates.length);
    await this.trouble?.(updates);
    const results = updates.map((update) => this.refuse?.(update) ?? "stored");
    const accepted = updates.filter((_, index) => results[index] === "stored");
    this.database.transaction(() => accepted.forEach((update) => this.write(update)))();
    return results;
  }

  /** The number of a key; `undefined` when there is none. */
  read(key: string): number | undefined {
    const row: unknown = this.database.prepare("SELECT n FROM people WHERE key = ?").get(key);
    return (row as { n: number } | undefined)?.n;
  }

  version(key: string): string | undefined {
    const row: unknown = this.database.prepare("SELECT version FROM people WHERE key = ?").get(key);
    return (row as { version: string } | undefined)?.version;
  }

  /** Numbers that were applied to a key, in their order. */
  applied(key: string): number[] {
    const rows: unknown[] = this.database
      .prepare("SELECT n FROM applied WHERE key = ? ORDER BY at")
      .all(key);
    return rows.map((row) => (row as { n: number }).n);
  }

  close(): void {
    this.database.close();
  }

  private write({ key, value: { n }, version }: VersionedUpdate<Counted>): void {
    const { changes } = this.database
      .prepare(
        "INSERT INTO people (key, n, version) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET n = excluded.n, version = excluded.version WHERE people.version < excluded.version",
      )
      .run(key, n, version);
    if (changes > 0) {
      this.database.prepare("INSERT INTO applied (key, n) VALUES (?, ?)").run(key, n);
    }
  }
}
