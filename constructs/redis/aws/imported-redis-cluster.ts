import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../../aws/aws-environment";
import { AwsConnections, type IAwsConnectable } from "../../aws/connections";
import { ValidationError } from "../../core/errors";
import type { RedisManifest } from "../../core/manifest";
import type { IRedisCluster } from "../cluster";
import { grantUser } from "./grant-user";

/** A cluster of ElastiCache: made by the kit here, or elsewhere. */
export interface IAwsRedisCluster extends IRedisCluster, IAwsConnectable {
  readonly replicationGroupId: string;
  /** Lets a role, given by its name, log in as one of the users. */
  grantConnect(roleName: string, user: string): IamRolePolicy;
}

/** What tells a cluster that another stack made. */
export interface ImportedRedisClusterProps {
  /** Where the cluster is: its account and region. */
  readonly environment: AwsEnvironment;
  /** Its manifest, as the other stack puts it out. */
  readonly manifest: RedisManifest;
  /** Its security group. */
  readonly securityGroupId: string;
}

/**
 * A cluster that another stack made: it can be granted to applications and opened to groups, and nothing
 * of it is changed.
 *
 * @throws ValidationError ELASTICACHE_IMPORT, AWS_SECURITY_GROUP
 */
export class ImportedRedisCluster extends Construct implements IAwsRedisCluster {
  readonly name: string;
  readonly manifest: RedisManifest;
  readonly connections: AwsConnections;
  readonly replicationGroupId: string;
  private readonly environment: AwsEnvironment;

  constructor(scope: Construct, id: string, props: ImportedRedisClusterProps) {
    super(scope, id);
    const { environment, manifest, securityGroupId } = props;
    this.environment = environment;
    const [{ port } = { port: undefined }] = manifest.entrypoints;
    this.name = manifest.name;
    this.manifest = manifest;
    this.replicationGroupId = replicationGroupOf(manifest);
    this.connections = new AwsConnections(this, "connections", {
      securityGroupId,
      ...(port === undefined ? {} : { defaultPort: port }),
    });
  }

  /** @throws ValidationError ELASTICACHE_GRANT, AWS_ROLE_NAME */
  grantConnect(roleName: string, user: string): IamRolePolicy {
    const { environment, manifest, replicationGroupId } = this;
    return grantUser(
      this,
      { environment, manifest, cache: { replicationGroupId } },
      roleName,
      user,
    );
  }
}

/** What tokens of its users are signed for; without one, what its nodes are named after. */
function replicationGroupOf({ nodes, target, users }: RedisManifest): string {
  const cacheNames = users.map(({ auth }) =>
    "iam" in auth && auth.iam.serverless !== true ? auth.iam.cacheName : undefined,
  );
  // A member has the id of its group, the number of its shard and its own.
  const fromMember = /^(.+)-\d{4}-\d{3}$/.exec(nodes[0]?.ref ?? "")?.[1];
  const id = cacheNames.find((name) => name !== undefined) ?? fromMember;
  if (target === "aws" && id !== undefined) return id;
  throw new ValidationError("ELASTICACHE_IMPORT", {
    problem: "the manifest tells no cluster of ElastiCache",
    received: { target, ref: nodes[0]?.ref },
    allowed: "the manifest of a cluster on target aws",
    fix: "take it from the outputs of the stack that made the cluster",
  });
}
