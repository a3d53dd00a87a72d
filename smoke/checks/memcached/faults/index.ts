import type { MemcachedManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { coldRestart } from "./cold-restart";
import { connectionStorm } from "./connection-storm";
import { crash } from "./crash";
import { evictionPressure } from "./eviction-pressure";
import { oversizedItem } from "./oversized-item";
import { passwordChange } from "./password-change";
import { pause } from "./pause";
import { slowNode } from "./slow-node";

export {
  coldRestart,
  connectionStorm,
  crash,
  evictionPressure,
  oversizedItem,
  passwordChange,
  pause,
  slowNode,
};

/** Scenarios in which nodes of a ring fail, fill up or slow down. */
export const memcachedFaultChecks: readonly Check<MemcachedManifest>[] = [
  crash,
  pause,
  slowNode,
  coldRestart,
  connectionStorm,
  oversizedItem,
  evictionPressure,
  passwordChange,
];
