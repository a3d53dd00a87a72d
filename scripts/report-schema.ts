// Writes docs/report.schema.json. Usage: npm run docs
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportJsonSchema } from "../smoke/report-schema";

/** Text of the published schema. */
export function reportSchemaText(): string {
  return `${JSON.stringify(reportJsonSchema(), null, 2)}\n`;
}

if (require.main === module) {
  writeFileSync(join(__dirname, "../docs/report.schema.json"), reportSchemaText());
}
