import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { crashRecovery } from "./crash-recovery";
import { randomCrashes } from "./random-crashes";
import { repeatedCrash } from "./repeated-crash";

export { crashRecovery, randomCrashes, repeatedCrash };

/** Scenarios in which a server dies and the program that started it acts. */
export const recoveryChecks: readonly Check<RedisManifest>[] = [
  crashRecovery,
  repeatedCrash,
  randomCrashes,
];
