import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../../check";
import {
  describeReply,
  isError,
  NodeFailure,
  type RedisSession,
} from "../../../probes/redis-session";
import { conclude } from "../../conclude";
import { demand, type Judgement, type Observation } from "../../judge";
import { AccountedLoad } from "../accounted-load";
import { deleteOnExit, openClient } from "../cluster-client";
import { findWholeCluster } from "../failover-stage";
import { impossibleValues, loadDetails, writesText } from "../fault-report";
import { type FaultNode, faultNodes } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { KEY_TTL_SECONDS } from "../nodes";
import { lastingConnections } from "./connection-list";
import { command } from "./operator";
import { ScratchUser } from "./scratch-user";

const TIMEOUT_MS = 120_000;
const RULES = ["~cf-smoke:*", "+get", "+set", "+ping"];

const JUDGEMENT: Judgement = {
  expected:
    "a user of the check's own has changed rights at once on every node, on old and new connections; removed, it is out; nobody else's connection is dropped; every write acknowledged and kept",
  hint: "see what ACL LOG and ACL GETUSER say on the node that is named; ACL LOAD, which drops connections, must not be used for a change",
};

/** A connection that was open before its user's rights changed. */
interface OldConnection {
  readonly node: FaultNode;
  readonly session: RedisSession;
}

export const aclChange: Check<RedisManifest> = {
  id: "redis/acl-change",
  title: "The rights of a user change under write load",
  proves:
    "ACL SETUSER and ACL DELUSER take effect at once for old and new connections of that user on every node, and cost no other client a connection or a write.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: "not on this target: ElastiCache lets nobody call ACL SETUSER" },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { shardOfSlot, shards } = await findWholeCluster(context, JUDGEMENT);
    const nodes = faultNodes(context);
    const load = await AccountedLoad.start(
      context,
      { shardOfSlot, shards: shards.length, maxMs: TIMEOUT_MS },
      JUDGEMENT,
    );
    const changedAt = performance.now();
    const seen = await demand(JUDGEMENT, async () => {
      const before = await othersOn(context, nodes);
      const rights = await judgeRights(context, nodes);
      return [...rights, judgeDropped(before, await othersOn(context, nodes))];
    });
    const endedAt = performance.now();
    const result = await load.finish(changedAt, JUDGEMENT);
    const { failed, lost, unknown } = result.account;
    const observations = [
      ...seen,
      { holds: failed + lost.length + unknown === 0, seen: writesText(result) },
      ...impossibleValues(result),
    ];
    const fault = { what: "rights of another user changed", from: changedAt, to: endedAt };
    return conclude(
      JUDGEMENT,
      observations,
      loadDetails(result, changedAt),
      loadExhibits(result, changedAt, [fault]),
    );
  },
};

/** Takes a right, gives it back, and removes the user. */
async function judgeRights(
  context: CheckContext<RedisManifest>,
  nodes: readonly FaultNode[],
): Promise<Observation[]> {
  const key = `cf-smoke:${context.runId}:acl`;
  deleteOnExit(context, await openClient(context), [key]);
  const user = await ScratchUser.make(context, nodes, RULES);
  const old = await Promise.all(
    nodes.map(async (node) => ({ node, session: await user.open(node) })),
  );
  const tries = async (when: string, mayWrite: boolean): Promise<Observation[]> => {
    context.signal.throwIfAborted();
    const fresh = await Promise.all(
      nodes.map(async (node) => ({ node, session: await user.open(node) })),
    );
    return [
      await judgeWriting(old, key, mayWrite, `old connections ${when}`),
      await judgeWriting(fresh, key, mayWrite, `new connections ${when}`),
    ];
  };
  const given = await tries("with the right to write", true);
  context.progress(`taking the right to write from ${user.name}`);
  await user.change("-set");
  const taken = await tries("without it", false);
  await user.change("+set");
  const back = await tries("with it again", true);
  await user.remove();
  return [...given, ...taken, ...back, ...(await judgeRemoved(user, old))];
}

/** A redirection comes only after the rights were looked at. */
async function judgeWriting(
  connections: readonly OldConnection[],
  key: string,
  mayWrite: boolean,
  what: string,
): Promise<Observation> {
  const wrong = await Promise.all(
    connections.map(async ({ node, session }) => {
      const set = await session.ask("SET", key, "scratch", "EX", KEY_TTL_SECONDS);
      const get = await session.ask("GET", key);
      const may = set.kind === "value" || isError(set, "MOVED");
      const isReading = get.kind === "value" || isError(get, "MOVED");
      const holds = isReading && (mayWrite ? may : isError(set, "NOPERM"));
      const seen = `SET ${describeReply(set)}, GET ${describeReply(get)}`;
      return holds ? [] : [`${what}, node ${node.id}: ${seen}`];
    }),
  );
  const all = wrong.flat();
  const may = mayWrite ? "write" : "may not write, and read";
  return all.length === 0
    ? { holds: true, seen: `${what} ${may}` }
    : { holds: false, seen: all.join("; ") };
}

/** Old connections of a removed user are closed, and it cannot log in. */
async function judgeRemoved(
  user: ScratchUser,
  old: readonly OldConnection[],
): Promise<Observation[]> {
  const still = await Promise.all(
    old.map(async ({ node, session }) => {
      const isOpen = await answers(() => session.ask("PING"));
      const isIn = await answers(() => user.open(node));
      return isOpen || isIn ? [node.id] : [];
    }),
  );
  const nodes = still.flat();
  return nodes.length === 0
    ? [{ holds: true, seen: "removed, it is out on every node" }]
    : [{ holds: false, seen: `removed, it is still in on ${nodes.join(", ")}` }];
}

async function answers(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof NodeFailure) return false;
    throw error;
  }
}

/** Connections of the write load and of replicas, as `<node> <id>`. */
async function othersOn(
  context: CheckContext<RedisManifest>,
  nodes: readonly FaultNode[],
): Promise<ReadonlySet<string>> {
  const lists = await Promise.all(
    nodes.map(async (node) => {
      const text = String(await command(context, node, "CLIENT", "LIST"));
      return lastingConnections(text).map((id) => `${node.id} ${id}`);
    }),
  );
  return new Set(lists.flat());
}

function judgeDropped(before: ReadonlySet<string>, after: ReadonlySet<string>): Observation {
  const dropped = [...before].filter((one) => !after.has(one));
  return {
    holds: dropped.length === 0,
    seen: `${dropped.length} of ${before.size} connections of others dropped`,
  };
}
