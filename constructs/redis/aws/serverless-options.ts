import { ValidationError } from "../../core/errors";

/** Props of a cluster of nodes that a serverless cache has nothing for. */
const NODE_OPTIONS = [
  ...["shards", "replicasPerShard", "nodeType", "nodeGroups", "autoscaling", "multiAz", "port"],
  ...["nodeTimeoutMs", "persistence", "maxMemoryMib", "dataTiering", "networkType"],
  ...["fullCoverage", "eviction", "durability", "onCrash", "renamedCommands", "parameterGroup"],
  ...["maintenanceWindow", "snapshotWindow", "finalSnapshot", "applyImmediately", "logs"],
];

/**
 * Refuses options of nodes: the type leaves them out, a configuration file may not.
 *
 * @throws ValidationError ELASTICACHE_SERVERLESS_OPTION
 */
export function requireNoNodeOptions(props: object): void {
  const found = Object.entries(props).find(
    ([prop, value]) => NODE_OPTIONS.includes(prop) && value !== undefined,
  );
  if (found === undefined) return;
  const [prop] = found;
  throw new ValidationError("ELASTICACHE_SERVERLESS_OPTION", {
    problem: `${prop} is an option of nodes, and a serverless cache has none to choose`,
    received: prop,
    allowed: "storageGb and ecpuPerSecond bound a serverless cache; grants of users bound commands",
    fix: `leave ${prop} out, or make a cluster of nodes`,
  });
}
