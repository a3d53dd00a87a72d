export { checkPrerequisites } from "./check";
export { ensurePrerequisites, type Binaries, type EnsureOptions } from "./ensure";
export type { Prerequisite, PrerequisiteName, PrerequisiteReport } from "./prerequisite";
