import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Why the installed modules are not what the lock file asks for; `undefined` when they are. npm
 * writes down what it installed in `node_modules/.package-lock.json`, in the lock file's own form.
 *
 * @param {string} root folder of the project
 * @returns {string | undefined}
 */
export function staleReason(root) {
  const installedFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return "there are none";
  const locked = packagesOf(join(root, "package-lock.json"));
  const installed = packagesOf(installedFile);
  for (const [path, { version, optional, devOptional, link }] of Object.entries(locked)) {
    // The project itself, and packages for other systems.
    if (path === "" || link === true) continue;
    const found = installed[path];
    if (found === undefined && (optional === true || devOptional === true)) continue;
    if (found === undefined || !existsSync(join(root, path))) return `${path} is missing`;
    if (found.version !== version) return `${path} is ${found.version} instead of ${version}`;
  }
  return undefined;
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
}
