import { ValidationError } from "../../core/errors";

/** What a task of Fargate has. */
export interface FargateSize {
  /** 1024 are one virtual processor. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
}

/**
 * What Fargate offers: for each number of CPU units the least and the most memory and its step, in MiB
 * (ECS developer guide, "Task CPU and memory"). The smallest has 512 beside.
 */
const OFFERS = [
  { cpuUnits: 256, min: 512, max: 2048, step: 512 },
  { cpuUnits: 512, min: 1024, max: 4096, step: 1024 },
  { cpuUnits: 1024, min: 2048, max: 8192, step: 1024 },
  { cpuUnits: 2048, min: 4096, max: 16_384, step: 1024 },
  { cpuUnits: 4096, min: 8192, max: 30_720, step: 1024 },
  { cpuUnits: 8192, min: 16_384, max: 61_440, step: 4096 },
  { cpuUnits: 16_384, min: 32_768, max: 122_880, step: 8192 },
] as const;

/**
 * The smallest size that Fargate offers with so much memory.
 *
 * @param cpuUnits a number that Fargate offers. @default - the smallest that has the memory
 * @throws ValidationError FARGATE_CPU, FARGATE_MEMORY
 */
export function fargateSize(neededMib: number, cpuUnits?: number): FargateSize {
  const offers = cpuUnits === undefined ? OFFERS : OFFERS.filter((o) => o.cpuUnits === cpuUnits);
  if (offers.length === 0) {
    throw new ValidationError("FARGATE_CPU", {
      problem: "Fargate has no tasks with that many CPU units",
      received: cpuUnits,
      allowed: OFFERS.map((offer) => offer.cpuUnits).join(", "),
      fix: "change cpuUnits; 1024 are one virtual processor",
    });
  }
  for (const { cpuUnits: units, max, min, step } of offers) {
    // 1536 is not offered with 256 units.
    const steps = units === 256 ? [512, 1024, 2048] : range(min, max, step);
    const memoryMib = steps.find((offered) => offered >= neededMib);
    if (memoryMib !== undefined) return { cpuUnits: units, memoryMib };
  }
  const most = Math.max(...offers.map(({ max }) => max));
  throw new ValidationError("FARGATE_MEMORY", {
    problem: "a node needs more memory than such a task of Fargate has",
    received: `${neededMib} MiB`,
    allowed: `${most} MiB, for items, connections and the server itself`,
    fix:
      cpuUnits === undefined || most === OFFERS[6].max
        ? "lower memoryMib, and have more nodes instead"
        : "raise cpuUnits, or lower memoryMib and have more nodes instead",
  });
}

function range(min: number, max: number, step: number): number[] {
  return Array.from({ length: (max - min) / step + 1 }, (_, index) => min + index * step);
}
