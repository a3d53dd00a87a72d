import { neededRelease, releasesFrom } from "../../../constructs/aws/provider-releases";
import type { SynthesizedStack } from "./terraform-json";

/**
 * Makes of a stack what provider 5.100 can plan: without the password of users and without slots and zones
 * of shards, whose numbers then stand alone. Everything else stays as it is deployed.
 *
 * @returns what was taken away, by address
 */
export function forOlderProvider({ terraform, resource }: SynthesizedStack): string[] {
  terraform.required_providers.aws["version"] = releasesFrom(neededRelease());
  const taken: string[] = [];
  const takeFrom = (type: string, argument: string): void => {
    for (const [id, attributes] of Object.entries(resource[type] ?? {})) {
      if (!(argument in attributes)) continue;
      delete attributes[argument];
      taken.push(`${type}.${id}.${argument}`);
    }
  };
  takeFrom("aws_elasticache_user", "passwords_wo");
  takeFrom("aws_elasticache_user", "passwords_wo_version");
  takeFrom("aws_elasticache_replication_group", "node_group_configuration");
  return taken;
}
