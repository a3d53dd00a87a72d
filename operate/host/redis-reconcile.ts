import { ValidationError } from "../../constructs/core/errors";
import type { HostRedisOrder } from "../../constructs/redis/host/host-redis-cluster";
import { withHomeLock } from "./lock";
import { restartChanged } from "./redis/change";
import { RedisHome } from "./redis/home";
import { joinAsReplica } from "./redis/join";
import { leave, removeStrangers } from "./redis/leave";
import { stopNode } from "./node-stop";
import { requireOwnSecrets } from "./redis/own-secrets";
import { downOf, startDown } from "./redis/start";
import { handOverFrom } from "./redis/succession";

/**
 * Brings the servers of one cluster to what the specification says, from whatever state they are
 * in, and returns when the cluster is whole. Running it again changes nothing.
 *
 * @throws ValidationError REDIS_TOPOLOGY_CHANGED, HOST_SECRETS_FOREIGN
 * @throws UnavailableError HOST_LOCKED, HOST_PORT_TAKEN, HOST_PROGRAM_MISSING, HOST_ACCOUNT_MISSING, SECRET_MISSING
 * @throws OperationError REDIS_NODE_DIED, REDIS_CLUSTER_NOT_WHOLE, REDIS_SHARD_LOST,
 * REDIS_NODE_NOT_JOINED, REDIS_HAND_OVER_FAILED, REDIS_AOF_REWRITE_FAILED
 */
export async function reconcileRedis(
  order: HostRedisOrder,
  log: (line: string) => void,
): Promise<void> {
  await withHomeLock(order.home, async () => {
    const home = new RedisHome(order, log);
    try {
      await reconcile(home);
    } finally {
      home.watch.close();
    }
  });
}

async function reconcile(home: RedisHome): Promise<void> {
  requireSameShards(home);
  requireOwnSecrets(home);
  await removeStrangers(home);
  const { leavers, members } = home;
  const emptied = downOf(members).filter((member) => home.isEmptied(member));
  // Once the cluster has been whole, a node without data joins it instead of being born into it.
  const added = members.filter((member) => home.state.formed && !home.isBorn(member));
  const present = members.filter((member) => !emptied.includes(member) && !added.includes(member));
  // What was interrupted while it joined begins anew.
  for (const { folder } of added) await stopNode(folder, "quick");
  await startDown(home, downOf(present));
  for (const member of emptied) {
    home.log(`node ${member.node.id} has lost its data`);
    await joinAsReplica(home, member, [...present, ...leavers]);
    present.push(member);
  }
  const gone = downOf(leavers);
  for (const leaver of gone) await leave(home, leaver, present);
  const leaving = leavers.filter((leaver) => !gone.includes(leaver));
  home.watchRunning([...present, ...leaving]);
  await home.forgetStrangers();
  await home.waitWhole([...present, ...leaving]);
  for (const leaver of leaving) await leave(home, leaver, present);
  for (const member of present.filter((each) => home.isEmptied(each))) {
    home.log(`node ${member.node.id} runs, and its files are gone`);
    const others = present.filter((other) => other !== member);
    await handOverFrom(home, member, others);
    await joinAsReplica(home, member, others);
    await home.waitWhole(present);
  }
  for (const member of added) {
    home.log(`node ${member.node.id} is new`);
    await joinAsReplica(home, member, present);
    present.push(member);
  }
  const { shards, replicasPerShard } = home.model;
  home.remember({ topology: { shards, replicasPerShard } });
  if (leaving.length + added.length > 0) await home.waitWhole(members);
  await restartChanged(home);
  home.remember({ lastIncident: home.order.incident });
}

/** Slots would have to move; and a birth seed that meets a living cluster makes two views of it. */
function requireSameShards(home: RedisHome): void {
  const { topology, formed } = home.state;
  const { name, shards, replicasPerShard } = home.model;
  if (topology === undefined || topology.shards === shards) {
    if (formed || topology === undefined || topology.replicasPerShard === replicasPerShard) return;
  }
  throw new ValidationError("REDIS_TOPOLOGY_CHANGED", {
    problem:
      topology.shards === shards
        ? `the shape of ${name} cannot be changed before its first deployment has succeeded`
        : `the number of shards of ${name} cannot be changed yet`,
    received: { shards, replicasPerShard },
    allowed: JSON.stringify(topology),
    fix: "set the numbers back; or begin anew without the data: cachefort down --data, then cachefort up",
  });
}
