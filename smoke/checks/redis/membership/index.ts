import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { allCrash } from "./all-crash";
import { allRestart } from "./all-restart";
import { epochs } from "./epochs";

export { allCrash, allRestart, epochs };

/** Scenarios in which nodes come, go and forget, and what clients see of it. */
export const membershipChecks: readonly Check<RedisManifest>[] = [epochs, allRestart, allCrash];
