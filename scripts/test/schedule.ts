import type { Level } from "./level";

/** The levels that run alone, in their order, and then the lanes that run beside each other. */
export interface Schedule {
  readonly alone: readonly Level[];
  readonly lanes: readonly (readonly Level[])[];
}

/** When each level runs; the order within a lane is the order of the levels. */
export function scheduleOf(levels: readonly Level[]): Schedule {
  const lanes = new Map<string, Level[]>();
  for (const level of levels) {
    if (level.lane === undefined) continue;
    lanes.set(level.lane, [...(lanes.get(level.lane) ?? []), level]);
  }
  return { alone: levels.filter(({ lane }) => lane === undefined), lanes: [...lanes.values()] };
}
