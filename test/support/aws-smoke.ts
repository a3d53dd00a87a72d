import { arnOf } from "../../constructs/aws/arn";
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

/** The same with every right that it can have. */
export const SMOKE_WITH_ALL: SmokeTaskProps = {
  ...SMOKE,
  faults: true,
  reportBucket: {
    bucketName: "example-reports",
    encryptionKeyArn: arnOf(environment, "kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
  },
};
