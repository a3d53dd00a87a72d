import { Annotations } from "cdktf";
import type { Construct } from "constructs";
import { aclSubjectOf } from "../redis/acl-subject";
import { riskyGrants } from "../redis/risky-grants";
import type { RedisUser } from "../redis/user";

/** Lets the synth print a warning for each grant that few applications need. */
export function warnOfRiskyGrants(scope: Construct, users: readonly RedisUser[]): void {
  for (const user of users) {
    for (const { grant, reason } of riskyGrants(aclSubjectOf(user))) {
      Annotations.of(scope).addWarning(`user ${user.name}: ${grant} ${reason}`);
    }
  }
}
