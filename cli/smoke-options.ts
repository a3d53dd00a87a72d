import { InvalidArgumentError } from "commander";
import type { Check, RunKind } from "../smoke/check";
import { type Selection, selectChecks, suiteOf } from "../smoke/selection";
import type { ReportOptions } from "./report-options";
import { CHECKS } from "./smoke-run";

/** How a run of the harness is asked for. */
export interface SmokeOptions extends ReportOptions {
  readonly suite?: RunKind;
  /** Milliseconds. */
  readonly for?: number;
  readonly name?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Milliseconds. */
  readonly timeout?: number;
  readonly keepGoing?: boolean;
  readonly allowFaults?: boolean;
  readonly seed?: number;
  readonly list?: boolean;
  readonly via?: "ecs";
  readonly compare?: "min-replicas";
}

/** Who names checks means them, whatever suite holds them. */
export function selectionOf({ only, skip, suite }: SmokeOptions): Selection {
  return {
    suite:
      suite === "soak" ? "full" : (suite ?? (only === undefined ? "quick" : suiteOf(CHECKS, only))),
    ...(only === undefined ? {} : { only }),
    ...(skip === undefined ? {} : { skip }),
  };
}

/**
 * What `--list` shows: everything unless a suite is asked for.
 *
 * @throws ValidationError SMOKE_CHECK_UNKNOWN, SMOKE_NOTHING_CHOSEN
 */
export function listedChecks(options: SmokeOptions): readonly Check[] {
  const { suite, ...named } = selectionOf(options);
  return selectChecks(CHECKS, options.suite === undefined ? named : { ...named, suite });
}

/** `a,b`, and the option may be given several times. */
export function listed(text: string, before: readonly string[] = []): readonly string[] {
  const words = text.split(",").map((word) => word.trim());
  if (words.every((word) => word !== "")) return [...before, ...words];
  throw new InvalidArgumentError("ids stand with one comma in between.");
}

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of a time such as `10m`. */
export function parseTime(text: string): number {
  const match = /^(\d+)([smh])$/.exec(text);
  const unit = match?.[2] as keyof typeof UNIT_MS | undefined;
  const ms = unit === undefined ? 0 : Number(match?.[1]) * UNIT_MS[unit];
  if (ms > 0) return ms;
  throw new InvalidArgumentError("a time is a whole number of s, m or h, such as 10m.");
}

/** Milliseconds of a number of seconds. */
export function parseTimeout(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 1) return seconds * 1000;
  throw new InvalidArgumentError("a timeout is a number of seconds from 1.");
}

/** A whole number from 0. */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new InvalidArgumentError("a seed is a whole number from 0.");
}
