import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { UnavailableError } from "../../constructs/core/errors";

/** Where and how the harness runs as a task; what the stack puts out as `smoke`. */
const smokePlace = z.object({
  cluster: z.string().min(1),
  taskDefinition: z.string().min(1),
  container: z.string().min(1),
  subnets: z.array(z.string().min(1)).min(1),
  securityGroup: z.string().min(1),
  logGroup: z.string().min(1),
  logPrefix: z.string().min(1),
});

export type SmokePlace = Readonly<z.infer<typeof smokePlace>>;

/**
 * Where the harness of an environment runs.
 *
 * @param outputsFile what the last deployment put out
 * @throws UnavailableError SMOKE_TASK_UNDEPLOYED
 */
export function readSmokePlace(outputsFile: string, stack: string): SmokePlace {
  const outputs = existsSync(outputsFile)
    ? (JSON.parse(readFileSync(outputsFile, "utf8")) as Record<string, { smoke?: unknown }>)
    : {};
  const place = smokePlace.safeParse(outputs[stack]?.smoke);
  if (place.success) return place.data;
  throw new UnavailableError("SMOKE_TASK_UNDEPLOYED", {
    problem: "the environment has no task that the harness could run as",
    received: outputsFile,
    fix: "name an image in smoke of configs/, and deploy: cachefort up; docs/aws-smoke.md tells how",
  });
}
