import type { VisibleText, VolumeFacts } from "./subject";

const MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade";

/** Whether a bridge lets packets leave under the host's address, which it does unless told not to. */
export function masquerades(options: Readonly<Record<string, string>>): boolean {
  return !["false", "0"].includes((options[MASQUERADE] ?? "").toLowerCase());
}

/** A volume by the options of its driver, which are those of mount(8) for `local`. */
export function volumeFacts(
  driver: string,
  options: Readonly<Record<string, string>>,
  texts: readonly VisibleText[],
): VolumeFacts {
  const mountOptions = (options["o"] ?? "").split(",").filter((option) => option !== "");
  const isBind = mountOptions.some((option) => option === "bind" || option === "rbind");
  const device = options["device"];
  return {
    driver,
    mountOptions,
    texts,
    ...(isBind && device !== undefined ? { boundFolder: device } : {}),
  };
}

/** A security option as `key=value`; the engine also takes a colon, and `no-new-privileges` alone. */
export function securityOption(option: string): string {
  if (option === "no-new-privileges") return "no-new-privileges=true";
  return option.includes("=") ? option : option.replace(":", "=");
}

/** A capability as the rules compare it: in capitals, without `CAP_`. */
export function capability(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, "");
}

/** The option of docker(1) that shows all of /proc and /sys. */
export const OPEN_SYSTEM_PATHS = "systempaths=unconfined";

/** `NAME=value` as a text whose place is its name. */
export function environmentText(entry: string): VisibleText {
  const end = entry.indexOf("=");
  const name = end === -1 ? entry : entry.slice(0, end);
  return { where: `env ${name}`, value: end === -1 ? "" : entry.slice(end + 1) };
}

/** The values of a map, each with its key as its place, in the keys' order. */
export function textsOfMap(what: string, map: Readonly<Record<string, string>>): VisibleText[] {
  const entries = Object.entries(map).sort(([a], [b]) => a.localeCompare(b));
  return entries.map(([key, value]) => ({ where: `${what} ${key}`, value }));
}
