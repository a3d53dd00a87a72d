import { runTool } from "./command";
import type { Level } from "./level";

/** A program of an installed package with its arguments. */
export type Tool = readonly [path: string, ...args: string[]];

/** A level that counts as one test: every tool ends with 0. All of them run, to say everything. */
export function commandLevel(name: string, tools: readonly Tool[]): Level {
  return {
    name,
    whySkipped: () => Promise.resolve(undefined),
    async run() {
      let failed = 0;
      for (const [path, ...args] of tools) {
        if ((await runTool(path, args)) !== 0) failed = 1;
      }
      return { passed: 1 - failed, failed, skipped: 0 };
    },
  };
}
