// Writes docs/connection.schema.json. Usage: npm run docs
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectionJsonSchema } from "../clients/connection/schema";

/** Text of the published schema. */
export function connectionSchemaText(): string {
  return `${JSON.stringify(connectionJsonSchema(), null, 2)}\n`;
}

if (require.main === module) {
  writeFileSync(join(__dirname, "../docs/connection.schema.json"), connectionSchemaText());
}
