import { BASE_CATALOGUE } from "../acl-catalogue";

/**
 * What ElastiCache keeps to itself on clusters of nodes, whoever logs in: its user guide, "Restricted
 * commands" and "Supported and restricted commands", November 2026. An access string that names one of
 * them is refused by the service. Sub-commands of `cluster` that change the topology count as
 * restricted, all of them: the guide's list names most and the service alone runs the topology.
 */
const RESTRICTED = new Set([
  ...["acl|deluser", "acl|load", "acl|save", "acl|setuser"],
  ...["cluster|addslots", "cluster|addslotsrange", "cluster|bumpepoch", "cluster|delslots"],
  ...["cluster|delslotsrange", "cluster|failover", "cluster|flushslots", "cluster|forget"],
  ...["cluster|meet", "cluster|replicate", "cluster|reset", "cluster|saveconfig"],
  ...["cluster|set-config-epoch", "cluster|setslot"],
  ...["bgrewriteaof", "bgsave", "config", "debug", "migrate", "psync", "replicaof", "save"],
  ...["shutdown", "slaveof", "sync"],
]);

/**
 * Whether ElastiCache lets nobody call a command.
 *
 * @param command in small letters; a sub-command as `command|subcommand`
 */
export function isRestricted(command: string): boolean {
  const [container = ""] = command.split("|");
  return RESTRICTED.has(command) || RESTRICTED.has(container);
}

/**
 * The sub-commands of a command of which ElastiCache restricts some, or `undefined`: a rule for the whole
 * command would name those too.
 */
export function partlyRestricted(
  command: string,
): { readonly restricted: readonly string[]; readonly left: readonly string[] } | undefined {
  const all = [...BASE_CATALOGUE.keys()].filter((name) => name.startsWith(`${command}|`));
  const restricted = all.filter((name) => RESTRICTED.has(name));
  if (restricted.length === 0) return undefined;
  return { restricted, left: all.filter((name) => !RESTRICTED.has(name)) };
}
