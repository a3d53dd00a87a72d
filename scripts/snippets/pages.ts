import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { renderPage } from "./render";

const ROOT = join(__dirname, "../..");

/** A page as it is, and as it has to be. */
export interface Page {
  readonly path: string;
  readonly text: string;
  readonly rendered: string;
}

/** Every page of the project. */
export function pages(): Page[] {
  const below = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" });
  const top = readdirSync(ROOT, { encoding: "utf8" });
  const files = [...top, ...below.map((file) => join("docs", file))];
  return files
    .filter((file) => file.endsWith(".md"))
    .map((file) => {
      const path = join(ROOT, file);
      const text = readFileSync(path, "utf8");
      const rendered = renderPage(text, (source) => readFileSync(join(ROOT, source), "utf8"));
      return { path, text, rendered };
    });
}
