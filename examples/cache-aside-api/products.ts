// Products in a table.
import Database from "libsql";
import { z } from "zod";

/** What a row has, and what an entry of the cache must have to be used. */
export const product = z.object({
  id: z.int(),
  name: z.string(),
  category: z.string(),
  cents: z.int(),
});

export type Product = Readonly<z.infer<typeof product>>;

export class Products {
  private readonly database: Database.Database;

  constructor(file: string) {
    this.database = new Database(file);
    this.database.exec(`
      CREATE TABLE IF NOT EXISTS products (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL, cents INTEGER NOT NULL,
        sold INTEGER NOT NULL DEFAULT 0)`);
    const row = this.database.prepare("INSERT OR IGNORE INTO products VALUES (?, ?, ?, ?, ?)");
    row.run(1, "Laptop Pro", "electronics", 129_900, 250);
    row.run(2, "Mouse", "electronics", 2999, 500);
    row.run(3, "Desk", "furniture", 24_900, 40);
  }

  find(id: number): Product | undefined {
    const row: unknown = this.database
      .prepare("SELECT id, name, category, cents FROM products WHERE id = ?")
      .get(id);
    return row === undefined ? undefined : product.parse(row);
  }

  popular(category: string, limit: number): readonly Product[] {
    const rows: unknown[] = this.database
      .prepare(
        "SELECT id, name, category, cents FROM products WHERE category = ? ORDER BY sold DESC, id LIMIT ?",
      )
      .all(category, limit);
    return rows.map((row) => product.parse(row));
  }

  setPrice(id: number, cents: number): void {
    this.database.prepare("UPDATE products SET cents = ? WHERE id = ?").run(cents, id);
  }

  close(): void {
    this.database.close();
  }
}
