import { gunzipSync, gzipSync } from "node:zlib";
import { ValidationError } from "../../constructs/core/errors";
import type { Manifest } from "../../constructs/core/manifest";
import { readManifest } from "../../constructs/core/manifest-reader";
import type { RunKind } from "../check";

/** What a run elsewhere is asked for. */
export interface SmokeOrder {
  readonly environment: string;
  readonly suite: RunKind;
  /** Milliseconds after which a soak begins no further round. @default - 10 minutes */
  readonly soakMs?: number | undefined;
  readonly seed: number;
  readonly areFaultsAllowed: boolean;
  /** @default - every check of the suite */
  readonly checkIds?: readonly string[] | undefined;
  /** Milliseconds that each check may take. @default - as long as each says */
  readonly timeoutMs?: number | undefined;
  /** @default false */
  readonly keepsGoing?: boolean | undefined;
  /** What is proven; secrets stand in it as references. */
  readonly manifests: readonly Manifest[];
}

/** Variable of the task's environment that holds the order. */
export const ORDER_VARIABLE = "CF_SMOKE_ORDER";
/** Limit of ECS for all overrides of a task together is 8192 characters: API reference, RunTask. */
const LONGEST = 7500;

/**
 * An order as the text of a variable.
 *
 * @throws ValidationError SMOKE_ORDER_TOO_LONG
 */
export function writeOrder(order: SmokeOrder): string {
  const text = gzipSync(JSON.stringify(order)).toString("base64");
  if (text.length <= LONGEST) return text;
  throw new ValidationError("SMOKE_ORDER_TOO_LONG", {
    problem: "the manifests are more than a task of ECS can be told",
    received: `${text.length} characters`,
    allowed: `${LONGEST}, compressed`,
    fix: "prove one cluster or ring after the other, with --name",
  });
}

/**
 * Reads what `writeOrder` wrote.
 *
 * @throws ValidationError MANIFEST_INVALID, MANIFEST_VERSION_UNKNOWN
 */
export function readOrder(text: string): SmokeOrder {
  const order = JSON.parse(gunzipSync(Buffer.from(text, "base64")).toString()) as SmokeOrder;
  const manifests = order.manifests.map((manifest) => readManifest(manifest, "the order"));
  return { ...order, manifests };
}
