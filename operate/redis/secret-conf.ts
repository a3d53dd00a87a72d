import type { RedisClusterModel } from "../../constructs/redis/model";
import { renderSecretConf } from "../../constructs/redis/redis-conf";
import { REPLICATION_USER } from "../../constructs/redis/system-users";
import type { SecretStore } from "../../secrets/secret-store";

/** Text of the file that a node's `redis.conf` includes last, on every target. */
export function secretConfOf(model: RedisClusterModel, secrets: SecretStore): string {
  return renderSecretConf({
    replicationUser: REPLICATION_USER,
    replicationPassword: secrets.password(model.name, REPLICATION_USER),
    commandNames: Object.fromEntries(
      model.renamedCommands.renamed.map((command) => [
        command,
        secrets.commandName(model.name, command),
      ]),
    ),
  });
}
