import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../../template";
import { type EngineApi, EngineError } from "./engine-api";
import type { Schema } from "./schema";

/** What a resource type works with. */
export interface Workplace {
  readonly engine: EngineApi;
}

/** What a creation tells as it goes along, for the state. */
export interface Creation extends Workplace {
  /** The thing exists from now on: whatever fails later leaves it tainted. */
  readonly born: (id: string) => void;
  /** The creation itself has removed the thing again. */
  readonly gone: () => void;
}

/** One resource type, with the meaning that its provider gives it. */
export interface ResourceType {
  readonly name: string;
  readonly schema: Schema;
  /** Attributes that only the thing itself tells; `id` is one. */
  readonly computed: readonly string[];
  /** @returns the computed attributes */
  create(attributes: JsonObject, creation: Creation): Promise<JsonObject>;
  /** The attributes as the engine has them now, or `undefined` when the thing is gone. */
  read(attributes: JsonObject, workplace: Workplace): Promise<JsonObject | undefined>;
  /** @param changed names of the attributes that differ from those of before */
  update(attributes: JsonObject, changed: readonly string[], workplace: Workplace): Promise<void>;
  destroy(attributes: JsonObject, workplace: Workplace): Promise<void>;
}

/** The block `labels` of every resource. */
export const LABELS: Schema = {
  label: { shape: { kind: "string" }, required: true },
  value: { shape: { kind: "string" }, required: true },
};

/** How the engine takes them. */
export function labelsOf(attributes: JsonObject): Record<string, string> {
  const labels = (attributes["labels"] ?? []) as { label: string; value?: string }[];
  return Object.fromEntries(labels.map(({ label, value }) => [label, value ?? ""]));
}

/** The provider tries this long to remove what is still in use. */
const REMOVAL_MS = 30_000;
const REMOVAL_POLL_MS = 200;

/**
 * Removes a thing, and waits while something else still uses it.
 *
 * @param inUse what the engine's reason holds as long as that may pass
 */
export async function removeWhenUnused(
  remove: () => Promise<unknown>,
  inUse: string,
): Promise<void> {
  const deadline = performance.now() + REMOVAL_MS;
  for (;;) {
    try {
      await remove();
      return;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.status === 404) return;
      if (!error.message.includes(inUse) || performance.now() >= deadline) throw error;
    }
    await sleep(REMOVAL_POLL_MS);
  }
}
