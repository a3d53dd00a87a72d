import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import { faultNodes } from "../live-shards";
import { openWatch } from "../whole-cluster";
import { OwnerClaims } from "./owner-claims";

/** Milliseconds between two looks; a node that starts again takes no writes for its first 2 s. */
const LOOK_MS = 50;

/** Looks at what the nodes claim all the while that something is done to them. */
export class ClaimsWatch {
  private readonly claims = new OwnerClaims();
  private isOver = false;
  private readonly work: Promise<void>;

  private constructor(context: CheckContext<RedisManifest>) {
    const watch = openWatch(context, faultNodes(context));
    this.work = (async () => {
      while (!this.isOver && !context.signal.aborted) {
        this.claims.observe(await watch.look());
        await sleep(LOOK_MS);
      }
    })();
  }

  /** Begins; ends with the check at the latest. */
  static start(context: CheckContext<RedisManifest>): ClaimsWatch {
    const watch = new ClaimsWatch(context);
    context.onExit(async () => {
      await watch.stop();
    });
    return watch;
  }

  async stop(): Promise<OwnerClaims> {
    this.isOver = true;
    await this.work;
    return this.claims;
  }
}
