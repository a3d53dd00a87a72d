// People in a table that remembers the version of each row.
import Database from "libsql";
import type { VersionedStore, VersionedUpdate, WriteResult } from "../../clients";

export interface Person {
  readonly name: string;
}

export class People implements VersionedStore<Person> {
  private readonly database: Database.Database;

  constructor(file: string) {
    this.database = new Database(file);
    this.database.pragma("journal_mode = WAL");
    this.database.pragma("busy_timeout = 5000");
    this.database.exec(
      "CREATE TABLE IF NOT EXISTS people (key TEXT PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL)",
    );
  }

  // snippet:store
  async writeMany(updates: readonly VersionedUpdate<Person>[]): Promise<readonly WriteResult[]> {
    const upsert = this.database.prepare(`
      INSERT INTO people (key, name, version) VALUES (?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET name = excluded.name, version = excluded.version
      WHERE people.version < excluded.version`);
    return this.database.transaction(() =>
      updates.map(({ key, value: { name }, version }): WriteResult => {
        if (name === "") return { rejected: "a person has a name" };
        upsert.run(key, name, version); // what is older changes nothing, and is stored as well
        return "stored";
      }),
    )();
  }
  // end

  names(): readonly string[] {
    const rows: unknown[] = this.database.prepare("SELECT name FROM people ORDER BY key").all();
    return rows.map((row) => (row as Person).name);
  }

  close(): void {
    this.database.close();
  }
}
