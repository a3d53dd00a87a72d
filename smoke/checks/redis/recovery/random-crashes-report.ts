import { quantilesOf } from "../../../../constructs/core/quantiles";
import { judgeFigure, type Observation } from "../../judge";
import type { AccountedLoad, LoadResult } from "../accounted-load";
import { impossibleValues, writesText } from "../fault-report";
import { CONFIRMED_DERIVATION } from "../writes/loop-report";
import type { NodeRecord } from "./crashing-nodes";
import { type Episode, mayBeLost, mayBeUnkept } from "./episode";
import type { OwnerClaims } from "./owner-claims";

/** What died, and what the runners made of it. */
export function judgeCrashes(
  seed: number,
  episodes: readonly Episode[],
  records: readonly NodeRecord[],
): Observation[] {
  const crashes = episodes.flatMap((episode) => episode.crashes);
  const kinds = countsText(crashes.map(({ kind }) => kind));
  const choices = countsText(
    records.flatMap(({ recoveries }) => recoveries.map(({ choice }) => choice)),
  );
  const wholeMs = quantilesOf(episodes.map(({ from, to }) => to - from));
  return [
    { holds: true, seen: `seed ${seed} chose ${crashes.length} crashes: ${kinds}` },
    { holds: true, seen: `runners chose: ${choices}` },
    ...records
      .filter(({ crashes: died, recoveries }) => recoveries.length < died)
      .map(({ crashes: died, node, recoveries }) => {
        const seen = `the runner of ${node} noted ${recoveries.length} of ${died} deaths`;
        return { holds: false, seen };
      }),
    judgeFigure({
      what: "whole again, slowest",
      unit: "ms",
      measured: wholeMs === undefined ? undefined : Math.round(wholeMs.max),
    }),
  ];
}

/** Whether there was one owner at a time. */
export function judgeOwners({ formerOwners, looks, sharedEpochs }: OwnerClaims): Observation[] {
  const [former] = formerOwners;
  const [shared] = sharedEpochs;
  return [
    judgeFigure({
      what: `former owners seen serving, in ${looks} looks`,
      unit: "count",
      measured: formerOwners.length,
      atMost: 0,
      derivation:
        "a server that starts again serves no slots for its first 2 s, in which the others tell it who has won them",
    }),
    ...(former === undefined
      ? []
      : [
          {
            holds: false,
            seen: `node ${former.node} served slot ${former.slot} by epoch ${former.epoch} after epoch ${former.newestEpoch} had won it`,
          },
        ]),
    judgeFigure({
      what: "slots claimed twice by one epoch",
      unit: "count",
      measured: sharedEpochs.length,
      atMost: 0,
      derivation: "primaries vote once in each epoch",
    }),
    ...(shared === undefined
      ? []
      : [
          {
            holds: false,
            seen: `nodes ${shared.nodes.join(" and ")} claimed slot ${shared.slot} by epoch ${shared.epoch}`,
          },
        ]),
  ];
}

/** What became of the writes. */
export function judgeEpisodeWrites(
  load: AccountedLoad,
  result: LoadResult,
  episodes: readonly Episode[],
): Observation[] {
  const { confirmed, lost, lostConfirmed, lostPlain } = result.account;
  const kept = lostConfirmed.filter(
    ({ endedAt, key }) => !mayBeUnkept(episodes, load.shardOf(key), endedAt),
  );
  const strays = lost.filter(
    ({ endedAt, key }) => !mayBeLost(episodes, load.shardOf(key), endedAt),
  );
  const writable = quantilesOf(writableMs(load, result, episodes));
  return [
    { holds: true, seen: writesText(result) },
    judgeFigure({
      what: "writable after a primary's death, half of them",
      unit: "ms",
      measured: writable === undefined ? undefined : Math.round(writable.p50),
    }),
    judgeFigure({
      what: "confirmed writes",
      unit: "count",
      measured: confirmed,
      atLeast: episodes.length,
      derivation: "a whole cluster confirms writes all the time",
    }),
    judgeFigure({
      what: "confirmed writes lost while a replica lived",
      unit: "count",
      measured: kept.length,
      atMost: 0,
      derivation: CONFIRMED_DERIVATION,
    }),
    judgeFigure({
      what: "confirmed writes lost with all nodes of their shard",
      unit: "count",
      measured: lostConfirmed.length - kept.length,
    }),
    judgeFigure({ what: "plain writes lost", unit: "count", measured: lostPlain.length }),
    judgeFigure({
      what: "writes lost without a crash of their shard",
      unit: "count",
      measured: strays.length,
      atMost: 0,
      derivation: "a crash takes what its own shard had not sent yet",
    }),
    ...impossibleValues(result),
  ];
}

/** Milliseconds from the death of a single primary in a whole cluster until its shard took a write. */
function writableMs(
  load: AccountedLoad,
  { attempts }: LoadResult,
  episodes: readonly Episode[],
): number[] {
  return episodes.flatMap(({ crashes: [first] }) => {
    if (first?.kind !== "primary") return [];
    const [shard] = first.shards;
    const ends = attempts
      .filter(
        ({ key, outcome, startedAt }) =>
          outcome === "acknowledged" && startedAt > first.at && load.shardOf(key) === shard,
      )
      .map(({ endedAt }) => endedAt);
    return ends.length === 0 ? [] : [Math.min(...ends) - first.at];
  });
}

function countsText(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
}
