import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTool } from "./command";
import type { Counts, Level } from "./level";

export interface JestLevelProps {
  readonly name: string;
  /** Project of `jest.config.js`. */
  readonly project: string;
  /**
   * Only test files below this folder of the project.
   * @default - all
   */
  readonly folder?: string;
  /**
   * Whether one file runs after the other, because they share servers.
   * @default false
   */
  readonly inBand?: boolean;
  /** As in `Level`. */
  readonly isOptional?: boolean;
  /** As in `Level`. */
  readonly whyOnlyNamed?: string;
  /** As in `Level`. */
  readonly lane?: string;
  /** @default - it can always run */
  readonly whySkipped?: () => Promise<string | undefined>;
  /**
   * What the tests need and the level makes before they run, as a part of its time.
   * @default - nothing
   */
  readonly prepare?: () => Promise<unknown>;
  /**
   * Environment of the tests, asked for after `whySkipped`.
   * @default - none of its own
   */
  readonly environment?: () => Promise<NodeJS.ProcessEnv>;
  /**
   * Program that runs jest, with its arguments.
   * @default - none
   */
  readonly runner?: readonly string[];
}

/** What the reporter of counts writes, by jest's own names. */
export interface JestCounts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that failed before any of their tests ran. */
  readonly numRuntimeErrorTestSuites: number;
}

const REPORTER = join(__dirname, "counts-reporter.mjs");

/** A level that jest runs. */
export function jestLevel(props: JestLevelProps): Level {
  return {
    name: props.name,
    ...(props.isOptional === undefined ? {} : { isOptional: props.isOptional }),
    ...(props.whyOnlyNamed === undefined ? {} : { whyOnlyNamed: props.whyOnlyNamed }),
    ...(props.lane === undefined ? {} : { lane: props.lane }),
    whySkipped: props.whySkipped ?? (() => Promise.resolve(undefined)),
    async run() {
      await props.prepare?.();
      const folder = mkdtempSync(join(tmpdir(), "cachefort-jest-"));
      const file = join(folder, "counts.json");
      try {
        const args = ["--ci", "--reporters", "default", "--reporters", REPORTER];
        args.push("--selectProjects", props.project);
        if (props.folder !== undefined) args.push("--testPathPatterns", props.folder);
        args.push(props.inBand === true ? "--runInBand" : "--maxWorkers=100%");
        const env = { ...(await props.environment?.()), CACHEFORT_JEST_COUNTS: file };
        const code = await runTool("jest/bin/jest.js", args, env, props.runner);
        if (!existsSync(file)) throw new Error(`jest ended with ${code} before it ran a test`);
        return countsOf(JSON.parse(readFileSync(file, "utf8")) as JestCounts, code);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/**
 * Counts of a run of jest.
 *
 * @param code exit code of jest, which also fails for what is no test: an obsolete snapshot, a leak
 * @throws Error if no test ran
 */
export function countsOf(counted: JestCounts, code: number): Counts {
  const passed = counted.numPassedTests;
  const broken = counted.numFailedTests + counted.numRuntimeErrorTestSuites;
  if (passed + broken === 0) throw new Error("no test was run");
  return {
    passed,
    failed: broken === 0 && code !== 0 ? 1 : broken,
    skipped: counted.numPendingTests + counted.numTodoTests,
  };
}
