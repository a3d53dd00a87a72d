// Fills the snippet blocks of every page from compiled, tested files. Usage: npm run docs
import { writeFileSync } from "node:fs";
import { pages } from "./snippets/pages";

for (const { path, text, rendered } of pages()) {
  if (rendered !== text) writeFileSync(path, rendered);
}
