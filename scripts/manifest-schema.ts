// Writes docs/manifest.schema.json. Usage: npm run docs
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifestJsonSchema } from "../constructs/core/manifest";

/** Text of the published schema. */
export function manifestSchemaText(): string {
  return `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`;
}

if (require.main === module) {
  writeFileSync(join(__dirname, "../docs/manifest.schema.json"), manifestSchemaText());
}
