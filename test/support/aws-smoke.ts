import type { SmokeTaskProps } from "../../constructs/harness/aws/smoke-task";
import { environment } from "./aws";
import { ownRegistry } from "../../constructs/memcached/aws/task-policies";

/** The harness's task of a test: its image lies in the account's own registry. */
export const SMOKE: SmokeTaskProps = {
  image: {
    registry: ownRegistry(environment),
    repository: "cachefort/harness",
    tag: "0.1.0",
    uid: 1000,
    gid: 1000,
  },
};
