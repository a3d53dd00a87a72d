export { RELATIONS } from "./all";
export type { Relation } from "./relation";
export { StackView } from "./stack-view";
