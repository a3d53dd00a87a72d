import type { ReplicationGroup } from "@aws-sdk/client-elasticache";
import { OperationError, ValidationError } from "../../constructs/core/errors";
import { nodeGroupOf, testFailover, type NodeGroupRef } from "../../operate/aws/failover";
import type { ReplicationGroups } from "../../operate/aws/replication-groups";
import { waitFor } from "../../operate/aws/wait";
import type { DriverWatch, NodeService, ServedCluster, ServedFailover } from "../driver";

/** The engine promotes within a minute; the service tells of it in its own time. */
const FAILOVER_MS = 600_000;
/** A new node in the place of the failed primary. */
const SETTLE_MS = 1_200_000;
/** Resolvers keep a name of Cloud Map for 10 s, and the service changes it some seconds after the start. */
const FOUND_AGAIN_MS = 60_000;

/** What ElastiCache tells of a cluster, and the failover that it offers for tests. */
export class AwsNodeService implements NodeService {
  readonly foundAgainMs = FOUND_AGAIN_MS;

  constructor(
    private readonly groups: ReplicationGroups,
    private readonly pace: { readonly everyMs: number; readonly withinMs: number | undefined },
  ) {}

  async look(ref: string, { signal }: DriverWatch = {}): Promise<ServedCluster | undefined> {
    const place = nodeGroupOf(ref);
    return place === undefined
      ? undefined
      : servedCluster(await this.groups.describe(place.group, signal));
  }

  async failOver(ref: string, watch: DriverWatch = {}): Promise<ServedFailover> {
    return testFailover(this.groups, requirePlace(ref), {
      ...this.waitOf(FAILOVER_MS),
      ...watch,
    });
  }

  async settle(ref: string, watch: DriverWatch = {}): Promise<void> {
    const { group } = requirePlace(ref);
    const wait = { ...this.waitOf(SETTLE_MS), ...watch };
    const seen = await waitFor<true>(wait, async () => {
      const { isAvailable, status } = servedCluster(
        await this.groups.describe(group, watch.signal),
      );
      return isAvailable ? { done: true } : { missing: `waiting for ${group}, which is ${status}` };
    });
    if ("done" in seen) return;
    throw new OperationError("SMOKE_FAILOVER_UNFINISHED", {
      problem: `the failed node has not been replaced: ${seen.missing}`,
      received: `${Math.round(wait.withinMs / 1000)} s`,
      fix: "see the events of the replication group",
    });
  }

  private waitOf(usualMs: number) {
    const { everyMs, withinMs = usualMs } = this.pace;
    return { everyMs, withinMs };
  }
}

/** A cluster is available when all of its shards are. */
function servedCluster({ NodeGroups = [], Status = "unknown" }: ReplicationGroup): ServedCluster {
  const busy = NodeGroups.find((group) => group.Status !== "available");
  const status = Status === "available" ? (busy?.Status ?? Status) : Status;
  return {
    status,
    isAvailable: status === "available",
    shards: NodeGroups.map(({ NodeGroupId = "", NodeGroupMembers = [], Slots = "" }) => ({
      id: NodeGroupId,
      slots: Slots.split(",").filter((range) => range !== ""),
      members: NodeGroupMembers.map(({ CacheClusterId = "" }) => CacheClusterId),
    })),
  };
}

function requirePlace(ref: string): NodeGroupRef {
  const place = nodeGroupOf(ref);
  if (place !== undefined) return place;
  throw new ValidationError("SMOKE_FAILOVER_UNSUPPORTED", {
    problem: "the service shows no node groups that could fail over",
    received: ref,
    allowed: "a node of a replication group, such as prod-sessions-0001-001",
    fix: "try it on a cluster of nodes; a serverless cache fails over by itself",
  });
}
