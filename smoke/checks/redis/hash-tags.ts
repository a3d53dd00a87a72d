import type { Cluster } from "ioredis";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { slotOf } from "../../../constructs/redis/slots";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import type { Check, CheckContext, Evidence } from "../../check";
import { describeReply, isError } from "../../probes/redis-session";
import { deleteOnExit, openClient, through } from "./cluster-client";
import { demand, requireAll, type Judgement, type Observation, type AddressedNode } from "../judge";
import { addressedNodes, withSession } from "./nodes";
import { slotOwners } from "./owners";

/** One tag for each of these; enough to fall on every shard of a small cluster. */
const TAGS = 16;

const judgement: Judgement = {
  expected: "one slot per tag, multi-key commands within it, CROSSSLOT across tags",
  hint: "see CLUSTER KEYSLOT and the grants of cf-smoke; multi-key commands need one hash tag",
};

export const hashTags: Check<RedisManifest> = {
  id: "redis/hash-tags",
  title: "Keys with one hash tag share a slot; commands across slots are refused",
  proves: "Multi-key commands work within a hash tag, and the kit's slot function is the engine's.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: (context) => demand(judgement, () => judgeTags(context)),
};

async function judgeTags(context: CheckContext<RedisManifest>): Promise<Evidence> {
  const prefix = `cf-smoke:${context.runId}:hash-tags`;
  const groups = Array.from({ length: TAGS }, (_, tag) =>
    ["first", "second"].map((name) => `${prefix}:{${context.runId}-${tag}}:${name}`),
  );
  const keys = [...groups.flat(), ...trickyKeys(prefix)];
  requireAll(judgement, await compareSlots(context, keys));
  const client = await openClient(context);
  deleteOnExit(context, client, groups.flat());
  const observations = [
    ...(await useTags(client, groups, context.signal)),
    ...(await crossSlots(context, groups)),
  ];
  requireAll(judgement, observations);
  return {
    expected: judgement.expected,
    measured: `${keys.length} slots equal CLUSTER KEYSLOT, MSET and MGET in ${TAGS} tags, CROSSSLOT on each shard`,
  };
}

/** Where the rule of the tag has its corners (Redis cluster specification, "Hash tags"). */
function trickyKeys(prefix: string): string[] {
  return ["{}", "{}{tag}", "{{tag}}", "{tag}{other}", "}{tag}", "{tag", "{ä😀}", "plain"].map(
    (ending) => `${prefix}:${ending}`,
  );
}

async function compareSlots(
  context: CheckContext<RedisManifest>,
  keys: readonly string[],
): Promise<Observation[]> {
  const [node] = addressedNodes(context);
  if (node === undefined) return [{ holds: false, seen: "the manifest names no node" }];
  return withSession(context, node, SMOKE_USER, async (session) => {
    const replies = await session.askAll(keys.map((key) => ["CLUSTER", "KEYSLOT", key]));
    return replies.map((reply, index) => {
      const key = keys[index] ?? "";
      return {
        holds: reply.kind === "value" && reply.value === slotOf(key),
        seen: `slot of ${key}: ${describeReply(reply)} instead of ${slotOf(key)}`,
      };
    });
  });
}

async function useTags(
  client: Cluster,
  groups: readonly (readonly string[])[],
  signal: AbortSignal,
): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const keys of groups) {
    signal.throwIfAborted();
    await through(() => client.mset(keys.flatMap((key) => [key, key])));
    const values = await through(() => client.mget([...keys]));
    observations.push({
      holds: values.join(" ") === keys.join(" "),
      seen: `MGET after MSET of ${keys.join(" ")}: ${JSON.stringify(values)}`,
    });
  }
  return observations;
}

/** On the primary that owns one key of two, a command for both must not be executed. */
async function crossSlots(
  context: CheckContext<RedisManifest>,
  groups: readonly (readonly string[])[],
): Promise<Observation[]> {
  const slots = await slotOwners(context, judgement.hint);
  const cross = async (owner: AddressedNode): Promise<Observation[]> => {
    const keys = groups.flatMap(([key]) => (key === undefined ? [] : [key]));
    const own = keys.find((key) => slots.ownerOf(slotOf(key)).id === owner.id);
    const other = keys.find((key) => own !== undefined && slotOf(key) !== slotOf(own));
    if (own === undefined || other === undefined) return [];
    return withSession(context, owner, SMOKE_USER, async (session) => {
      const reply = await session.ask("MSET", own, "crossed", other, "crossed");
      const seen = `MSET across slots on node ${owner.id}: ${describeReply(reply)}`;
      return [{ holds: isError(reply, "CROSSSLOT"), seen }];
    });
  };
  return (await Promise.all(slots.owners.map(cross))).flat();
}
