import { readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { ResourceSample } from "./resources";

/** Collects garbage and looks what this process holds. */
export function sampleResources(): ResourceSample {
  collectGarbage();
  const heapBytes = process.memoryUsage().heapUsed;
  if (process.platform !== "linux") return { heapBytes };
  return { heapBytes, descriptors: readdirSync("/proc/self/fd").length };
}

/** The collector is there without a flag of the command line; a context made after the flag was set shows it. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}
