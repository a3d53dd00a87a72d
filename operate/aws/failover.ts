import type { Event } from "@aws-sdk/client-elasticache";
import type { UnavailableError } from "../../constructs/core/errors";
import { OperationError, ValidationError } from "../../constructs/core/errors";
import type { FailoverEvent, ReplicationGroups } from "./replication-groups";
import { callAws, faultName } from "./service-call";
import { waitFor, type AwsWait } from "./wait";

/** A node group of a replication group. */
export interface NodeGroupRef {
  readonly group: string;
  readonly nodeGroup: string;
}

/** What the service lets nobody do more often: model of ElastiCache's API, TestFailover. */
const FAILOVERS_A_DAY = 15;
/** The words of the API's reference, under TestFailover; older ones say master. */
const COMPLETED = /failover from (?:primary|master) node (\S+) to replica node (\S+) completed/i;

/** Node group of a member, such as `prod-sessions-0001-002`; `undefined` for what is none. */
export function nodeGroupOf(member: string): NodeGroupRef | undefined {
  const [, group, nodeGroup] = /^(.+)-(\d{4})-\d{3}$/.exec(member) ?? [];
  return group === undefined || nodeGroup === undefined ? undefined : { group, nodeGroup };
}

/**
 * Has a node group fail over, and waits until the service tells that a replica has taken over.
 *
 * @throws ValidationError SMOKE_FAILOVER_LIMIT, SMOKE_FAILOVER_REFUSED
 * @throws OperationError SMOKE_FAILOVER_LATE
 * @throws UnavailableError AWS_CALL_REFUSED, AWS_CREDENTIALS_MISSING
 */
export async function testFailover(
  groups: ReplicationGroups,
  place: NodeGroupRef,
  wait: AwsWait,
): Promise<FailoverEvent> {
  const { group, nodeGroup } = place;
  const { progress, signal } = wait;
  const before = new Set((await groups.events(group, signal)).map(idOf));
  progress?.(`asking ElastiCache to fail over node group ${nodeGroup} of ${group}`);
  await request(groups, place, signal);
  const seen = await waitFor<FailoverEvent>(wait, async () => {
    const events = (await groups.events(group, signal)).filter((event) => !before.has(idOf(event)));
    const done = events.flatMap(({ Message = "" }) => completedOf(Message, place))[0];
    if (done !== undefined) return { done };
    const last = events.at(-1)?.Message ?? "nothing yet";
    return { missing: `waiting for the failover of ${nodeGroup}; ElastiCache says: ${last}` };
  });
  if ("done" in seen) return seen.done;
  throw new OperationError("SMOKE_FAILOVER_LATE", {
    problem: `ElastiCache has not told of a completed failover of ${group}: ${seen.missing}`,
    received: `${Math.round(wait.withinMs / 1000)} s`,
    fix: "see the events of the replication group, and whether a replica was in sync",
  });
}

async function request(
  groups: ReplicationGroups,
  place: NodeGroupRef,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { group, nodeGroup } = place;
  const call = { action: "elasticache:TestFailover", subject: `${group}/${nodeGroup}`, signal };
  await callAws(call, async ({ abortSignal }) => {
    try {
      await groups.testFailover(group, nodeGroup, abortSignal);
    } catch (cause) {
      throw refusalOf(place, cause) ?? cause;
    }
  });
}

/** The service's refusals that a person can do something about. */
function refusalOf(
  { group, nodeGroup }: NodeGroupRef,
  cause: unknown,
): ValidationError | UnavailableError | undefined {
  const name = faultName(cause);
  const said = cause instanceof Error ? cause.message : "";
  if (/^APICallRateForCustomerExceeded/.test(name)) {
    return new ValidationError(
      "SMOKE_FAILOVER_LIMIT",
      {
        problem: `ElastiCache tests no further failover for this account today: ${said}`,
        received: `${group}/${nodeGroup}`,
        allowed: `${FAILOVERS_A_DAY} node groups in any 24 hours, one at a time in a cluster; some regions have fewer`,
        fix: "try again later, or leave --allow-faults out",
      },
      undefined,
      { cause },
    );
  }
  if (
    !/^(?:TestFailoverNotAvailable|InvalidReplicationGroupState|InvalidCacheClusterState|NodeGroupNotFound|ReplicationGroupNotFound|InvalidParameter)/.test(
      name,
    )
  ) {
    return undefined;
  }
  return new ValidationError(
    "SMOKE_FAILOVER_REFUSED",
    {
      problem: `ElastiCache does not test a failover now: ${said}`,
      received: `${group}/${nodeGroup}`,
      allowed:
        "an available cluster in cluster mode, with a replica in the node group and automatic failover",
      fix: "wait until the cluster is available; AWS blocks the test during large events",
    },
    undefined,
    { cause },
  );
}

function completedOf(message: string, { group, nodeGroup }: NodeGroupRef): FailoverEvent[] {
  const [, from, to] = COMPLETED.exec(message) ?? [];
  if (from === undefined || to === undefined) return [];
  return from.startsWith(`${group}-${nodeGroup}-`) ? [{ from, to }] : [];
}

function idOf({ Date: date, Message = "", SourceIdentifier = "" }: Event): string {
  return `${date?.toISOString() ?? ""} ${SourceIdentifier} ${Message}`;
}
