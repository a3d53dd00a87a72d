import { setTimeout as sleep } from "node:timers/promises";
import { slotOf } from "../../constructs/redis/slots";
import { SMOKE_USER } from "../../constructs/redis/system-users";
import { KEY_TTL_SECONDS, openSession } from "../../smoke/checks/redis/nodes";
import type { AddressedNode } from "../../smoke/checks/judge";
import type { RedisSession } from "../../smoke/probes/redis-session";
import type { RoundContext } from "./round";

/** Milliseconds between the beginnings of two writes. */
const INTERVAL_MS = 4;

/** One answer of a node to a write. */
export interface ProbeAnswer {
  /** Milliseconds on the clock of `performance.now()`, when it was asked. */
  readonly askedAt: number;
  /** Milliseconds on the same clock, when it answered. */
  readonly answeredAt: number;
  readonly isAccepted: boolean;
}

/** Asks one node again and again to write a key of one shard; the node's refusals are answers too. */
export class WriteProbe {
  readonly answers: ProbeAnswer[] = [];
  private readonly ended = new AbortController();
  private readonly loop: Promise<void>;

  private constructor(
    private readonly session: RedisSession,
    private readonly key: string,
  ) {
    this.loop = this.run();
  }

  /** Starts it; it ends, and its key is removed, with the round. */
  static async start(
    context: RoundContext,
    node: AddressedNode,
    isOfShard: (slot: number) => boolean,
  ): Promise<WriteProbe> {
    const session = await openSession(context, node, SMOKE_USER);
    const probe = new WriteProbe(session, keyOf(context.runId, isOfShard));
    context.onExit(() => probe.stop());
    return probe;
  }

  /** The first accepted write that was asked for after a moment. */
  firstAccepted(after: number): ProbeAnswer | undefined {
    return this.answers.find(({ askedAt, isAccepted }) => isAccepted && askedAt > after);
  }

  /** @throws NodeFailure when the node gave no answer */
  async stop(): Promise<void> {
    this.ended.abort();
    try {
      await this.loop;
      await this.session.ask("DEL", this.key);
    } finally {
      this.session.close();
    }
  }

  private async run(): Promise<void> {
    while (!this.ended.signal.aborted) {
      const askedAt = performance.now();
      const reply = await this.session.ask("SET", this.key, "probe", "EX", KEY_TTL_SECONDS);
      const answeredAt = performance.now();
      this.answers.push({ askedAt, answeredAt, isAccepted: reply.kind === "value" });
      await sleep(Math.max(0, askedAt + INTERVAL_MS - answeredAt));
    }
  }
}

/**
 * Milliseconds for which a node refused writes since a moment: from the first refusal to the next
 * accepted write, over all such times; 0 when it refused none.
 */
export function refusedMs(answers: readonly ProbeAnswer[], since: number): number {
  let refusedSince: number | undefined;
  let total = 0;
  for (const { answeredAt, askedAt, isAccepted } of answers) {
    if (askedAt < since) continue;
    if (!isAccepted) refusedSince ??= answeredAt;
    else if (refusedSince !== undefined) {
      total += answeredAt - refusedSince;
      refusedSince = undefined;
    }
  }
  const last = answers.at(-1);
  return refusedSince === undefined || last === undefined
    ? total
    : total + last.answeredAt - refusedSince;
}

/** The time before a moment's first accepted write that nobody looked at, in milliseconds. */
export function resolutionMs(answers: readonly ProbeAnswer[], accepted: ProbeAnswer): number {
  const before = answers[answers.indexOf(accepted) - 1];
  return before === undefined ? NaN : accepted.answeredAt - before.answeredAt;
}

function keyOf(runId: string, isOfShard: (slot: number) => boolean): string {
  for (let number = 0; ; number++) {
    const key = `cf-smoke:${runId}:probe:${number}`;
    if (isOfShard(slotOf(key))) return key;
  }
}
