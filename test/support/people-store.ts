import { setTimeout as sleep } from "node:timers/promises";
import Database from "libsql";

/** A person as the store has it. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly revision: number;
}

/** A real database in a file, which several processes may open; it counts what is read from it. */
export class PeopleStore {
  private readonly database: Database.Database;

  constructor(file: string) {
    this.database = new Database(file);
    this.database.pragma("journal_mode = WAL");
    this.database.pragma("busy_timeout = 5000");
    this.database.exec(
      "CREATE TABLE IF NOT EXISTS people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, revision INTEGER NOT NULL)",
    );
    this.database.exec("CREATE TABLE IF NOT EXISTS reads (id INTEGER NOT NULL)");
  }

  /**
   * Reads a person, and takes its time after that: a change may come between.
   *
   * @param afterMs milliseconds between the read and its result
   */
  async read(id: number, afterMs = 0): Promise<Person | undefined> {
    this.database.prepare("INSERT INTO reads (id) VALUES (?)").run(id);
    const row: unknown = this.database
      .prepare("SELECT id, name, revision FROM people WHERE id = ?")
      .get(id);
    await sleep(afterMs);
    if (row === undefined) return undefined;
    const { name, revision } = row as Person;
    return { id, name, revision };
  }

  /** Stores a person with the next revision. */
  async save(id: number, name: string): Promise<void> {
    await Promise.resolve();
    this.database
      .prepare(
        "INSERT INTO people (id, name, revision) VALUES (?, ?, 1) ON CONFLICT (id) DO UPDATE SET name = excluded.name, revision = revision + 1",
      )
      .run(id, name);
  }

  /** How often a person was read, by all processes. */
  reads(id: number): number {
    const row: unknown = this.database
      .prepare("SELECT count(*) AS count FROM reads WHERE id = ?")
      .get(id);
    return (row as { count: number }).count;
  }

  close(): void {
    this.database.close();
  }
}
