export { StrictApplier } from "./strict-applier";
export type { ApplyResult, PlanOptions, StrictApplierProps } from "./strict-applier";
export type { Change } from "./plan";
