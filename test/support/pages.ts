import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { COMMAND_NAMES } from "../../cli/program";
import packageFile from "../../package.json";

/** Folders of the project that a page may name a path of. */
const FOLDERS =
  "bench|bin|cli|clients|configs|constructs|docs|examples|monitor|node|operate|scripts|secrets|smoke|stacks|test";

const LINK = /\]\((?!https?:|mailto:)([^)\s]+)\)/g;
/** A path from the project's folder, in running text or in code; not the end of a longer path. */
const PATH = new RegExp(`(?<![\\w./<>-])(?:${FOLDERS})/[\\w./-]*`, "g");
const NPM_SCRIPT = /\bnpm (?:run ([\w:-]+)|(test))/g;
const KIT_COMMAND = /(?:`|^|npx |\$\()cachefort ([a-z]+)/gm;

/**
 * What a page names and the project does not have: files, headings, npm scripts, commands.
 *
 * @param root folder of the project
 * @param file the page, relative to the root
 * @param read text of a page, relative to the root
 */
export function missingIn(root: string, file: string, read: (file: string) => string): string[] {
  const page = read(file);
  const links = groups(page, LINK).filter((link) => !leads(root, file, link, read));
  const paths = groups(page, PATH).filter((path) => !existsSync(join(root, trimmed(path))));
  const scripts = groups(page, NPM_SCRIPT).filter((name) => !(name in packageFile.scripts));
  const commands = groups(page, KIT_COMMAND).filter((name) => !COMMAND_NAMES.includes(name));
  return [
    ...links.map((link) => `link ${link}`),
    ...paths.map((path) => `path ${path}`),
    ...scripts.map((name) => `npm script ${name}`),
    ...commands.map((name) => `command ${name}`),
  ];
}

function leads(root: string, file: string, link: string, read: (file: string) => string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path === "" ? join(root, file) : join(root, dirname(file), path);
  if (!existsSync(target)) return false;
  return heading === undefined || anchors(read(relative(root, target))).includes(heading);
}

/** Headings as GitHub names them in links. */
function anchors(page: string): string[] {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) => text);
  return headings.map((text) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function trimmed(path: string): string {
  return path.replace(/[./]+$/, "");
}

function groups(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(
    ([whole, ...parts]) => parts.find((part) => part !== undefined) ?? whole,
  );
}
