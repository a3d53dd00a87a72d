import { ACCESS_RELATIONS } from "./access";
import { CLUSTER_RELATIONS } from "./cluster";
import { NETWORK_RELATIONS } from "./network";
import type { Relation } from "./relation";
import { RING_NODE_RELATIONS } from "./ring-node";
import { RING_SECRET_RELATIONS } from "./ring-secrets";
import { RING_WATCHING_RELATIONS } from "./ring-watching";
import { SECRET_RELATIONS } from "./secret";
import { SECURITY_RULE_RELATIONS } from "./security-rule";
import { WATCHING_RELATIONS } from "./watching";

/** Every relation that the stacks of AWS are held to. */
export const RELATIONS: readonly Relation[] = [
  ...CLUSTER_RELATIONS,
  ...ACCESS_RELATIONS,
  ...SECRET_RELATIONS,
  ...SECURITY_RULE_RELATIONS,
  ...WATCHING_RELATIONS,
  ...NETWORK_RELATIONS,
  ...RING_NODE_RELATIONS,
  ...RING_SECRET_RELATIONS,
  ...RING_WATCHING_RELATIONS,
];
