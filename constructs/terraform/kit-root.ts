import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder that holds `package.json` of the kit, in a checkout and in an installed package. */
export function kitRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}
