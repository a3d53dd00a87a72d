import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { ClusterWatch, NodeView } from "../../../../operate/redis/cluster-watch";
import type { Recovery } from "../../../../operate/redis/recoveries";
import type { SeededRandom } from "../../../random";
import { type CheckContext, CheckFailure } from "../../../check";
import type { Judgement } from "../../judge";
import { faultNodes, type LiveNode, liveShards } from "../live-shards";
import { lookUntil, wholeProblem } from "../whole-cluster";
import { backOnExit } from "./crashed-server";
import { type CrashPlan, planCrash } from "./crash-plan";
import type { Crash, Episode } from "./episode";
import { recoveriesSince } from "./recoveries-since";

/** After five crashes in a row a runner leaves a server down that crashes once more. */
const ROW_LIMIT = 4;
/** Milliseconds between two crashes that end a row: 10 s that the server ran, and a runner's wait of 8 s before. */
const ROW_MS = 20_000;
/** Milliseconds of the longest wait of a runner before a start, without that for a vote. */
const BACK_OFF_MS = 15_000;
/** Milliseconds that a node takes to load, link and copy after its start. */
const REJOIN_MS = 60_000;
/** A runner keeps this many. */
const KEPT_RECORDS = 20;

/** What a node's runner has noted since the first crash. */
export interface NodeRecord {
  readonly node: string;
  readonly crashes: number;
  readonly recoveries: readonly Recovery[];
}

/** Nodes whose servers are made to die, and the episodes that follow. */
export class CrashingNodes {
  private readonly begunAt = new Date();
  private readonly crashed = new Map<string, LiveNode>();
  private readonly over: Episode[] = [];
  private open: Crash[] = [];

  private constructor(
    private readonly context: CheckContext<RedisManifest>,
    private readonly watch: ClusterWatch,
    private readonly judgement: Judgement,
    /** Moments on the clock of `performance.now()` by the id of a node, those before the check included. */
    private readonly deaths: ReadonlyMap<string, number[]>,
  ) {}

  static async find(
    context: CheckContext<RedisManifest>,
    watch: ClusterWatch,
    judgement: Judgement,
  ): Promise<CrashingNodes> {
    const sinceEpoch = performance.now() - Date.now();
    const deaths = await Promise.all(
      faultNodes(context).map(async ({ id, ref }) => {
        const noted = (await context.driver.recoveries?.(ref)) ?? [];
        return [id, noted.map(({ at }) => Date.parse(at) + sinceEpoch)] as const;
      }),
    );
    return new CrashingNodes(context, watch, judgement, new Map(deaths));
  }

  get episodes(): readonly Episode[] {
    return this.over;
  }

  /** What dies next; `undefined` when the cluster has to become whole first. */
  async plan(random: SeededRandom): Promise<CrashPlan | undefined> {
    const views = await this.watch.look();
    const answering = new Set(
      views.filter(({ problem }) => problem === undefined).map(({ node }) => node.id),
    );
    const shards = liveShards(newestOf(views)?.lines ?? [], faultNodes(this.context));
    return planCrash(
      random,
      shards,
      (node) => answering.has(node.id) && this.inRow(node.id) < ROW_LIMIT,
    );
  }

  async crash({ kind, nodes, shards }: CrashPlan): Promise<void> {
    const { driver } = this.context;
    for (const node of nodes) {
      if (this.crashed.has(node.id)) continue;
      this.crashed.set(node.id, node);
      backOnExit(this.context, node);
    }
    const at = performance.now();
    await Promise.all(nodes.map(async ({ ref }) => driver.crash?.(ref)));
    for (const { id } of nodes) this.deaths.get(id)?.push(at);
    this.open.push({ kind, nodes, shards, at });
  }

  /**
   * Waits until every node is back by itself, and the cluster is whole.
   *
   * @throws CheckFailure when a node stays away
   */
  async settle(): Promise<void> {
    const { driver, deployed } = this.context;
    const withinMs = 6 * deployed.manifest.nodeTimeoutMs + BACK_OFF_MS;
    const since = performance.now();
    await lookUntil(this.context, this.watch, this.judgement, {
      withinMs: withinMs + REJOIN_MS,
      problem: async (views) => {
        if (performance.now() > since + withinMs) await this.requireRunning(withinMs);
        return wholeProblem(this.context, views);
      },
    });
    const [first] = this.open;
    if (first === undefined) return;
    // Nothing is left to do; whoever keeps the journal learns it.
    for (const { nodes } of this.open) for (const { ref } of nodes) await driver.start(ref);
    this.over.push({ crashes: this.open, from: first.at, to: performance.now() });
    this.open = [];
  }

  /** What the runners have noted of these crashes, as far as they keep it. */
  async records(): Promise<NodeRecord[]> {
    return Promise.all(
      [...this.crashed.values()].map(async ({ id, ref }) => {
        const recoveries = await recoveriesSince(this.context.driver, ref, this.begunAt);
        const crashes = this.over.flatMap((episode) => episode.crashes);
        const own = crashes.filter(({ nodes }) => nodes.some((node) => node.id === id)).length;
        return { node: id, crashes: Math.min(own, KEPT_RECORDS), recoveries };
      }),
    );
  }

  /** The last crashes of a node of which each came soon after the one before. */
  private inRow(id: string): number {
    let row = 0;
    let next = performance.now();
    for (const moment of [...(this.deaths.get(id) ?? [])].reverse()) {
      if (next - moment > ROW_MS) break;
      row += 1;
      next = moment;
    }
    return row;
  }

  private async recoveriesOf(ref: string): Promise<readonly Recovery[]> {
    return (await this.context.driver.recoveries?.(ref)) ?? [];
  }

  private async requireRunning(withinMs: number): Promise<void> {
    for (const { nodes } of this.open) {
      for (const { id, ref } of nodes) {
        if (await this.context.driver.isRunning(ref)) continue;
        const { choice = "nothing", reason = "none" } = (await this.recoveriesOf(ref)).at(-1) ?? {};
        const measured = `node ${id} not started again by its runner within ${withinMs} ms; it chose ${choice}, reason: ${reason}`;
        throw new CheckFailure(
          { expected: this.judgement.expected, measured },
          this.judgement.hint,
        );
      }
    }
  }
}

/** The view that knows of the last election. */
function newestOf(views: readonly NodeView[]): NodeView | undefined {
  const epochOf = ({ lines }: NodeView): number =>
    Math.max(-1, ...lines.map(({ configEpoch }) => configEpoch));
  return views.reduce<NodeView | undefined>(
    (newest, view) => (newest === undefined || epochOf(view) > epochOf(newest) ? view : newest),
    undefined,
  );
}
