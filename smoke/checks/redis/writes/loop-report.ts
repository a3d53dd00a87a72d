import type { ShardWindows } from "../../../exhibit";
import type { Figure } from "../../../figure";
import { quantilesOf } from "../../../../constructs/core/quantiles";
import { windowsByShard } from "../../../workload/windows";
import { judgeFigure, type Observation } from "../../judge";
import type { AccountedLoad, LoadResult } from "../accounted-load";
import { type Phase, PHASE_DERIVATIONS, PHASES } from "../failover-phases";
import type { PhaseBounds } from "../failover-watch";
import { impossibleValues, writesText } from "../fault-report";
import type { Round } from "./failover-round";

/** Phases of which it is told how long most rounds took. */
const TOLD: readonly Phase[] = ["elected", "writable"];

/** Why not a single confirmed write may be lost. */
export const CONFIRMED_DERIVATION =
  "WAIT tells of a write that every replica has processed; whichever of them is elected has it";

/** The rounds of a loop. */
export interface LoopRounds {
  readonly seed: number;
  /** Number of rounds that were to be. */
  readonly rounds: number;
  readonly done: readonly Round[];
  readonly bounds: PhaseBounds;
}

/** What the rounds have shown without their writes. */
export function judgeRounds({ bounds, done, rounds, seed }: LoopRounds): Observation[] {
  const nodes = done.map(({ node }) => node).join(", ");
  return [
    { holds: true, seen: `seed ${seed} chose nodes ${nodes}` },
    ...PHASES.flatMap((phase) => judgePhase(phase, done, bounds[phase])),
    judgeFigure({
      what: "rounds",
      unit: "count",
      measured: done.filter(({ isOver }) => isOver).length,
      atLeast: rounds,
      derivation: "each crash has to end with a whole cluster",
    }),
    ...judgeEpochs(done),
  ];
}

/** What became of the writes of all rounds. */
export function judgeLoopWrites(
  load: AccountedLoad,
  result: LoadResult,
  done: readonly Round[],
): Observation[] {
  const { confirmed, lostConfirmed, lostPlain } = result.account;
  const strays = strayLosses(load, result, done);
  const counts: Figure[] = [
    {
      what: "confirmed writes",
      unit: "count",
      measured: confirmed,
      atLeast: done.length,
      derivation: "no round begins before the replicas of its shard have confirmed one",
    },
    {
      what: "confirmed writes lost",
      unit: "count",
      measured: lostConfirmed.length,
      atMost: 0,
      derivation: CONFIRMED_DERIVATION,
    },
    { what: "plain writes lost", unit: "count", measured: lostPlain.length },
    {
      what: "writes lost without a crash of their shard",
      unit: "count",
      measured: strays,
      atMost: 0,
      derivation:
        "a crash takes what its own shard acknowledged since the round began, if anything",
    },
    {
      what: "longest loss window",
      unit: "ms",
      measured: Math.max(0, ...windowsOf(load, result, done).map((one) => one.lossWindowMs.max)),
    },
  ];
  return [
    { holds: true, seen: writesText(result) },
    ...counts.map(judgeFigure),
    ...impossibleValues(result),
  ];
}

/** The round that took longest to be agreed on, or that was never. */
export function slowestOf(done: readonly Round[]): Round {
  const took = ({ isOver, phases }: Round): number =>
    isOver ? Math.max(...Object.values(phases)) : Infinity;
  return done.reduce((slowest, round) => (took(round) > took(slowest) ? round : slowest));
}

/** What each shard went through in its rounds. */
export function windowsOf(
  load: AccountedLoad,
  { account, attempts }: LoadResult,
  done: readonly Round[],
): ShardWindows[] {
  return windowsByShard({
    attempts,
    lost: account.lost,
    shardOf: (key) => load.shardOf(key),
    spans: done,
  });
}

/** A phase that one round never reached has no longest time. */
function judgePhase(phase: Phase, done: readonly Round[], bound: number): Observation[] {
  const times = done.map(({ phases }) => phases[phase]);
  const reached = times.filter((ms) => ms !== undefined);
  const quantiles = quantilesOf(reached);
  const figures: Figure[] = [
    ...(TOLD.includes(phase)
      ? ([
          { what: `${phase}, half of the rounds`, unit: "ms", measured: quantiles?.p50 },
          { what: `${phase}, 95 % of the rounds`, unit: "ms", measured: quantiles?.p95 },
        ] as const)
      : []),
    {
      what: `${phase}, slowest round`,
      unit: "ms",
      measured: reached.length < times.length ? undefined : quantiles?.max,
      atMost: bound,
      derivation: PHASE_DERIVATIONS[phase],
    },
  ];
  return figures.map(judgeFigure);
}

function judgeEpochs(done: readonly Round[]): Observation[] {
  const stuck = done.filter(
    ({ configEpoch: [before, after], isOver }) => isOver && after <= before,
  );
  if (stuck.length === 0) return [{ holds: true, seen: "the config epoch grew in each" }];
  return stuck.map(({ configEpoch, node, number }) => ({
    holds: false,
    seen: `config epoch ${configEpoch.join(" to ")} in round ${number} of node ${node}`,
  }));
}

/** Writes that were lost although nothing was done to their shard at the time. */
function strayLosses(load: AccountedLoad, { account }: LoadResult, done: readonly Round[]): number {
  return account.lost.filter(
    ({ endedAt, key }) =>
      !done.some(
        ({ from, shard, to }) => shard === load.shardOf(key) && from <= endedAt && endedAt <= to,
      ),
  ).length;
}
