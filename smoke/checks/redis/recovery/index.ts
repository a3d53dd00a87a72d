import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { crashRecovery } from "./crash-recovery";
import { repeatedCrash } from "./repeated-crash";

export { crashRecovery, repeatedCrash };

/** Scenarios in which a server dies and the program that started it acts. */
export const recoveryChecks: readonly Check<RedisManifest>[] = [crashRecovery, repeatedCrash];
