import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kitRoot } from "./kit-root";

/** Text of a program in the kit's folder `node/`. */
export function nodeProgram(name: string): string {
  return readFileSync(join(kitRoot(), "node", name), "utf8");
}
