import { ElasticacheUser } from "@cdktf/provider-aws/lib/elasticache-user";
import { ElasticacheUserGroup } from "@cdktf/provider-aws/lib/elasticache-user-group";
import { Construct } from "constructs";
import type { IEncryptionKey } from "../../aws/encryption-key";
import { PasswordSecret } from "../../aws/password-secret";
import { ProviderFloor } from "../../aws/provider-floor";
import { neededRelease } from "../../aws/provider-releases";
import type { EngineName } from "../engine-floors";
import type { AwsUser } from "./aws-user";
import { userAddress } from "./password-variables";

export interface ClusterUsersProps {
  /** Name of the cluster, which the Terraform addresses begin with. */
  readonly name: string;
  /** Id of the group. */
  readonly groupId: string;
  readonly engine: EngineName;
  readonly users: readonly AwsUser[];
  /** A key that allows `secretsmanager`. */
  readonly encryptionKey: IEncryptionKey;
}

/**
 * The users of a cluster and their group, which names them itself: associations of their own run into each
 * other (terraform-provider-aws#28688). A user with a password asks for a release of the provider that
 * keeps it out of the state.
 */
export class ClusterUsers extends Construct {
  readonly userGroupId: string;
  /** The Terraform resources, for `addOverride`; users and secrets by the users' ids. */
  readonly resources: {
    readonly group: ElasticacheUserGroup;
    readonly users: ReadonlyMap<string, ElasticacheUser>;
    readonly secrets: ReadonlyMap<string, PasswordSecret>;
  };

  constructor(scope: Construct, id: string, props: ClusterUsersProps) {
    super(scope, id);
    const { engine, groupId, name, users } = props;
    ProviderFloor.of(this).raise(neededRelease({ users }));
    const secrets = new Map<string, PasswordSecret>();
    const made = users.map((user): [string, ElasticacheUser] => {
      const address = userAddress(name, user);
      const { authentication } = user;
      const resource = new ElasticacheUser(this, user.id, {
        userId: user.id,
        userName: user.loginName,
        engine,
        accessString: user.accessString,
        ...(authentication.type === "iam" ? { authenticationMode: { type: "iam" } } : {}),
        ...(authentication.type === "no-password"
          ? { authenticationMode: { type: "no-password-required" } }
          : {}),
      });
      resource.overrideLogicalId(address);
      if (authentication.type === "password") {
        const secret = new PasswordSecret(this, `${user.id}-secret`, {
          address,
          name: authentication.secret,
          loginName: user.loginName,
          version: authentication.version,
          encryptionKey: props.encryptionKey,
          user: resource,
        });
        // The bindings are older than these arguments.
        resource.addOverride("passwords_wo", secret.password);
        resource.addOverride("passwords_wo_version", authentication.version);
        secrets.set(user.id, secret);
      }
      return [user.id, resource];
    });
    const byId = new Map(made);
    const group = new ElasticacheUserGroup(this, "group", {
      userGroupId: groupId,
      engine,
      userIds: [...byId.values()].map(({ userId }) => userId),
    });
    group.overrideLogicalId(name);
    this.userGroupId = group.userGroupId;
    this.resources = { group, users: byId, secrets };
  }
}
