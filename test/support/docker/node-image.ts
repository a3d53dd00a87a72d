import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findProgram } from "../../../operate/host/programs";
import { docker } from "./engine";
import { TRIXIE } from "./images";

/** What every image has that is made from one of these, also a stage that nobody has named. */
export const NODE_IMAGE_LABEL = "cachefort.test.node";
/** Where the base has the authorities that the machine's own npm trusts. */
const AUTHORITIES = "/etc/cachefort-test-authorities.crt";

/**
 * Makes an image of Debian with the machine's own Node and npm, and with the registry that npm has here: what the
 * official image of Node is where its registry is reached.
 *
 * @param name with a tag; the caller removes it
 */
export async function makeNodeImage(name: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-node-image-"));
  try {
    copyFileSync(process.execPath, join(folder, "node"));
    cpSync(npmFolder(), join(folder, "npm"), { recursive: true });
    mkdirSync(join(folder, "etc"));
    const authorities = npmSetting("cafile");
    if (authorities !== undefined) copyFileSync(authorities, join(folder, "etc/authorities.crt"));
    const settings = [
      `registry=${npmSetting("registry") ?? ""}`,
      ...(authorities === undefined ? [] : [`cafile=${AUTHORITIES}`]),
    ];
    writeFileSync(join(folder, "etc/npmrc"), `${settings.join("\n")}\n`);
    writeFileSync(
      join(folder, "Dockerfile"),
      [
        `FROM ${TRIXIE.name}`,
        `LABEL ${NODE_IMAGE_LABEL}=true`,
        "COPY node /usr/local/bin/node",
        "COPY npm /usr/local/lib/node_modules/npm",
        "COPY etc/npmrc /usr/local/etc/npmrc",
        ...(authorities === undefined ? [] : [`COPY etc/authorities.crt ${AUTHORITIES}`]),
        "RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && npm --version",
      ].join("\n"),
    );
    await docker("build", "--quiet", "--tag", name, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The folder of the package, which the program is a link into. */
function npmFolder(): string {
  const program = findProgram("npm");
  if (program === undefined) throw new Error("npm is not installed");
  return dirname(dirname(realpathSync(program)));
}

function npmSetting(key: string): string | undefined {
  const value = execFileSync("npm", ["config", "get", key], { encoding: "utf8" }).trim();
  return value === "null" || value === "undefined" || value === "" ? undefined : value;
}
