import type { LoadedManifest } from "../../clients/manifest-file";
import { type Check, timeoutOf } from "../check";
import { figureText, keepsBounds } from "../figure";
import { SeededRandom } from "../random";
import type { CheckResult, RunReport } from "../report";
import { fits, isBad, reportRun, runOne, type RunProps } from "../runner";
import { type ResourceSample, resourceFigures } from "./resources";
import { underLoad } from "./round";
import { sampleResources } from "./sample";

/** How long faults are injected, and what otherwise a run needs. */
export interface SoakProps extends Omit<RunProps, "suite"> {
  /** Milliseconds after which no further round begins. */
  readonly durationMs: number;
}

/** A fault on a cluster or ring that it can be done to. */
interface Candidate {
  readonly check: Check;
  readonly deployed: LoadedManifest;
}

/**
 * Round after round injects a fault chosen by the seed into a cluster or ring chosen by the seed, under a load
 * that runs through the round; at the end tells whether the harness itself has grown. A round that does not
 * pass ends the run, so that it can be looked at, unless the run is told to keep going.
 */
export function runSoak(props: SoakProps): Promise<RunReport> {
  const { durationMs, keepsGoing, reporters, seed, signal } = props;
  return reportRun(props, "soak", async (runId, results) => {
    const random = new SeededRandom(seed);
    const samples: ResourceSample[] = [];
    let candidates = candidatesOf(props);
    const endAt = performance.now() + durationMs;
    let keptBytes = 0;
    for (let round = 1; performance.now() < endAt && candidates.length > 0; round++) {
      if (signal.aborted) break;
      const { check, deployed } = random.pick(candidates);
      const named = { ...loaded(check, deployed), id: `${check.id}#${round}` };
      const { name: subject } = deployed.manifest;
      reporters.onCheckBegin({ id: named.id, title: named.title, subject });
      const result = kept(
        await runOne({ ...props, seed: seed + round }, named, deployed, runId, undefined),
      );
      if (result.status === "skip") {
        candidates = candidates.filter((one) => one.check !== check || one.deployed !== deployed);
        round -= 1;
        continue;
      }
      results.push(result);
      reporters.onCheckEnd(result);
      keptBytes += JSON.stringify(result).length;
      samples.push(sampleResources());
      if (isBad(result) && keepsGoing !== true) break;
    }
    const ownResult = judgeHarness(samples, keptBytes);
    results.push(ownResult);
    reporters.onCheckEnd(ownResult);
  });
}

function candidatesOf({ checks, deployed }: SoakProps): Candidate[] {
  return deployed.flatMap((one) =>
    checks
      .filter((check) => check.injectsFaults && fits(check, one, "full"))
      .map((check) => ({ check, deployed: one })),
  );
}

function loaded(check: Check, { manifest }: LoadedManifest): Check {
  return manifest.kind === "redis-cluster" ? underLoad(check, timeoutOf(check, manifest)) : check;
}

/** Logs of a round that passed are of no use, and there are many rounds. */
function kept({ logs, ...result }: CheckResult): CheckResult {
  return logs !== undefined && isBad(result) ? { ...result, logs } : result;
}

function judgeHarness(samples: readonly ResourceSample[], keptBytes: number): CheckResult {
  const figures = resourceFigures(samples, keptBytes);
  const described = {
    id: "soak/resources",
    title: "The harness itself does not grow",
    proves:
      "Between the first and the last quarter of the rounds neither live memory nor descriptors have grown.",
    subject: "harness",
    durationMs: 0,
  };
  if (figures.length === 0) {
    return {
      ...described,
      status: "skip",
      reason: `${samples.length} rounds say nothing about growth`,
    };
  }
  const evidence = {
    expected: "live memory and descriptors flat",
    measured: `${samples.length} rounds; ${figures.map(figureText).join("; ")}`,
    figures,
  };
  if (figures.every(keepsBounds)) return { ...described, status: "pass", evidence };
  return {
    ...described,
    status: "fail",
    evidence,
    hint: "the harness keeps what a round leaves: a defect of the kit, please report it",
  };
}
