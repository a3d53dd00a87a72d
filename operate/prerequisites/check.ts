import { installCommands, thisPlatform, type Platform } from "./platform";
import { PREREQUISITES, type Prerequisite, type PrerequisiteReport } from "./prerequisite";
import { probePlainPlugin, probeProgram, PROGRAM_PROBES } from "./probe";

/** Looks for everything that the `host` target needs; changes nothing. */
export async function checkPrerequisites(): Promise<PrerequisiteReport> {
  const platform = thisPlatform();
  const found = await Promise.all(PROGRAM_PROBES.map((probe) => probeProgram(probe)));
  // Elsewhere the system's own library has its plugins in places of its own.
  if (process.platform === "linux") found.push(probePlainPlugin());
  return reportOf(found, platform);
}

/** Puts what was found in order and says how to get the rest. */
export function reportOf(found: readonly Prerequisite[], platform: Platform): PrerequisiteReport {
  const order = PREREQUISITES.map((name) => found.find((each) => each.name === name));
  const prerequisites = order.filter((each) => each !== undefined);
  const missing = prerequisites.filter(({ status }) => status === "missing");
  const unsuitable = prerequisites.filter(({ status }) => status === "unsuitable");
  return {
    prerequisites,
    isComplete: missing.length + unsuitable.length === 0,
    fix: [
      ...installCommands(
        platform,
        missing.map(({ name }) => name),
      ),
      ...unsuitable.map(({ path, problem }) => `replace ${path}: it is ${problem}`),
    ],
  };
}
