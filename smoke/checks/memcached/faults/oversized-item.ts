import { readAuthority } from "../../../../clients/manifest-file";
import { Status } from "../../../../clients/memcached/status";
import type {
  MemcachedManifest,
  MemcachedManifestNode,
} from "../../../../constructs/core/manifest";
import { type Check, type CheckContext, CheckSkip } from "../../../check";
import { getRequest, setRequest } from "../../../probes/memcached-binary";
import {
  describeReply,
  hasStatus,
  MemcachedProbe,
  type Reply,
} from "../../../probes/memcached-probe";
import type { Observation } from "../../judge";
import { judgeNodes } from "../judge";
import { KEY_TTL_SECONDS, logIn, removeKeys } from "../session";
import { KeyHistory } from "./key-history";

/** The harness sends no larger item, and waits for so long for an answer. */
const MOST_BYTES = 8 * 1024 * 1024;
const ANSWER_WITHIN_MS = 10_000;
/**
 * What an item has beside its value: 48 bytes of header, 8 of CAS, 4 of flags, the longest key and its end,
 * and the line end after the value (memcached.h, item_make_header).
 */
const OVERHEAD_BYTES = 48 + 8 + 4 + 251 + 2;

export const oversizedItem: Check<MemcachedManifest> = {
  id: "memcached/oversized-item",
  title: "An item above the limit is refused, and one below it is stored",
  proves:
    "Every node refuses an item above its limit as too large, drops the value that was there instead of serving it on as if it were new, keeps the connection in step, and stores an item just below the limit.",
  kind: "memcached",
  suite: "full",
  injectsFaults: true,
  skippedOn: {
    aws: "not on this target: an item of the largest size takes the place of applications' own",
  },
  run: (context) =>
    judgeNodes(
      context,
      {
        expected:
          "an item above the limit refused as too large, the value before it gone, the connection in step; an item just below the limit stored and read",
        hint: "outOfMemory: smaller items hold every page, give large ones a ring of their own; closed: what lies between client and node has a limit of its own",
      },
      (node) => useLimit(context, node),
    ),
};

async function useLimit(
  context: CheckContext<MemcachedManifest>,
  node: MemcachedManifestNode,
): Promise<Observation[]> {
  const probe = await MemcachedProbe.overTls(node, { authority: readAuthority(context.deployed) });
  try {
    await logIn(context, probe);
    const settings = await probe.stats("settings");
    const limit = Number(settings?.get("item_size_max") ?? Number.NaN);
    if (Number.isNaN(limit)) return [{ holds: false, seen: "does not tell its item_size_max" }];
    if (limit > MOST_BYTES) {
      throw new CheckSkip(
        `node ${node.id} takes items of ${limit} bytes, and the harness sends at most ${MOST_BYTES}`,
      );
    }
    return await overAndUnder(context, node, probe, limit);
  } finally {
    probe.close();
  }
}

async function overAndUnder(
  context: CheckContext<MemcachedManifest>,
  node: MemcachedManifestNode,
  probe: MemcachedProbe,
  limit: number,
): Promise<Observation[]> {
  const history = new KeyHistory(`cf-smoke:${context.runId}:oversized-item:${node.id}`);
  const { key } = history;
  const set = (value: string): Promise<Reply> =>
    probe.ask(setRequest(key, value, KEY_TTL_SECONDS), ANSWER_WITHIN_MS);
  context.onExit(() => removeKeys(context, node, [key]));
  const before = await set(history.nextValue());
  const refused = await set(padded(history, limit));
  const gone = await probe.ask(getRequest(key), ANSWER_WITHIN_MS);
  const largest = padded(history, limit - OVERHEAD_BYTES);
  const stored = await set(largest);
  const read = await probe.ask(getRequest(key), ANSWER_WITHIN_MS);
  return [
    { holds: hasStatus(before, Status.ok), seen: `small item: ${describeReply(before)}` },
    {
      holds: hasStatus(refused, Status.valueTooLarge),
      seen: `item above ${limit} bytes: ${describeReply(refused)}`,
    },
    {
      holds: hasStatus(gone, Status.keyNotFound),
      seen: `the value before it: ${describeReply(gone)}`,
    },
    {
      holds: hasStatus(stored, Status.ok),
      seen: `item just below the limit: ${describeReply(stored)}`,
    },
    {
      holds: read.kind === "answer" && read.response.value === largest,
      seen: `it is read: ${describeReply(read)}`,
    },
  ];
}

/** A value of so many bytes. */
function padded(history: KeyHistory, bytes: number): string {
  return history.nextValue().padEnd(bytes, ".");
}
