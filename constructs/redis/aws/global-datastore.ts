import { ValidationError } from "../../core/errors";
import { firstRepeated } from "../../core/first-repeated";
import type { AwsEngine } from "./aws-engine";
import { awsId } from "./aws-id";
import type { AwsRedisModel } from "./aws-redis-model";
import { requireFeature } from "./node-type";

/** Clusters of nodes in several regions; the secondaries follow the primary and are read from. */
export interface GlobalDatastoreProps {
  /** Suffix of its id; AWS puts letters of its own before it. */
  readonly name: string;
  readonly primary: AwsRedisModel;
  /** One or two, each in a region and with an id of its own; made like the primary but for their replicas. */
  readonly secondaries: readonly AwsRedisModel[];
}

/** A cluster of a global datastore. */
export interface GlobalMember {
  readonly role: "primary" | "secondary";
  readonly region: string;
  /** Of the replication group. */
  readonly id: string;
}

/** A global datastore as plain data. */
export interface GlobalDatastoreModel {
  readonly suffix: string;
  readonly engine: AwsEngine;
  readonly nodeType: string;
  readonly shards: number;
  readonly members: readonly GlobalMember[];
}

/** Regions beside the primary's; user guide, "Global datastores: prerequisites and limitations". */
const MAX_SECONDARIES = 2;

/**
 * Checks that clusters can be one datastore.
 *
 * @throws ValidationError ELASTICACHE_GLOBAL_MEMBERS, ELASTICACHE_GLOBAL_REGION, ELASTICACHE_GLOBAL_ID,
 * ELASTICACHE_GLOBAL_DIFFERENT, ELASTICACHE_GLOBAL_AUTOSCALING, ELASTICACHE_GLOBAL_NODE_GROUPS,
 * ELASTICACHE_GLOBAL_NETWORK, ELASTICACHE_GLOBAL_REPLICAS, ELASTICACHE_NODE_TYPE_FEATURE, ELASTICACHE_ID
 */
export function createGlobalDatastoreModel(props: GlobalDatastoreProps): GlobalDatastoreModel {
  const { primary, secondaries } = props;
  const suffix = awsId(`global datastore ${props.name}`, [props.name]);
  requireCount(secondaries.length);
  const all = [primary, ...secondaries];
  requireRegions(all.map(({ region }) => region));
  requireIds(all.map(({ id }) => id));
  requireFeature(primary.nodeType, "global datastore");
  for (const member of all) {
    requireFixed(member);
    requireEvenSlots(member);
    requireIpv4(member);
    requireReplicas(member);
    requireSame(primary, member);
  }
  const { engine, nodeType, shards } = primary;
  const memberOf = (role: GlobalMember["role"], { region, id }: AwsRedisModel): GlobalMember => ({
    role,
    region,
    id,
  });
  return {
    suffix,
    engine,
    nodeType,
    shards,
    members: [
      memberOf("primary", primary),
      ...secondaries.map((member) => memberOf("secondary", member)),
    ],
  };
}

function requireCount(secondaries: number): void {
  if (secondaries >= 1 && secondaries <= MAX_SECONDARIES) return;
  throw new ValidationError("ELASTICACHE_GLOBAL_MEMBERS", {
    problem: "a global datastore has no such number of secondaries",
    received: secondaries,
    allowed: `1 to ${MAX_SECONDARIES}`,
    fix: "add or remove a secondary",
  });
}

function requireRegions(regions: readonly string[]): void {
  const twice = firstRepeated(regions);
  if (twice === undefined) return;
  throw new ValidationError("ELASTICACHE_GLOBAL_REGION", {
    problem: "two clusters of a global datastore lie in one region",
    received: twice,
    allowed: "each region once",
    fix: "make one of the clusters in another region",
  });
}

/** The provider, asked to delete a secondary, would wait for ever for a primary of the same id (#38919). */
function requireIds(ids: readonly string[]): void {
  const twice = firstRepeated(ids);
  if (twice === undefined) return;
  throw new ValidationError("ELASTICACHE_GLOBAL_ID", {
    problem: "two clusters of a global datastore have one id, by which Terraform tells them apart",
    received: twice,
    allowed: "each id once",
    fix: "give one of them another name, such as sessions-ireland",
  });
}

function requireFixed({ id, autoscaling }: AwsRedisModel): void {
  if (autoscaling.shards === undefined && autoscaling.replicas === undefined) return;
  throw new ValidationError("ELASTICACHE_GLOBAL_AUTOSCALING", {
    problem: "clusters of a global datastore do not scale by themselves",
    received: id,
    allowed: "clusters without autoscaling",
    fix: "leave autoscaling out",
  });
}

/** User guide, "Global datastores: prerequisites and limitations"; resharding divides slots evenly. */
function requireEvenSlots({ id, nodeGroups }: AwsRedisModel): void {
  if (nodeGroups === undefined) return;
  throw new ValidationError("ELASTICACHE_GLOBAL_NODE_GROUPS", {
    problem: "the datastore divides slots over its clusters, and the service chooses their zones",
    received: id,
    allowed: "clusters without nodeGroups",
    fix: "leave nodeGroups out, and give shards",
  });
}

function requireIpv4({ networkType }: AwsRedisModel): void {
  if (networkType === "ipv4") return;
  throw new ValidationError("ELASTICACHE_GLOBAL_NETWORK", {
    problem: "clusters of a global datastore have no IPv6",
    received: networkType,
    allowed: "ipv4",
    fix: "leave networkType out",
  });
}

/** A secondary has the automatic failover of the primary, which cluster mode demands. */
function requireReplicas({ id, replicasPerShard }: AwsRedisModel): void {
  if (replicasPerShard >= 1) return;
  throw new ValidationError("ELASTICACHE_GLOBAL_REPLICAS", {
    problem: `${id} has no replica to fail over to, as each cluster of a global datastore must`,
    received: replicasPerShard,
    allowed: "1 or more",
    fix: "raise replicasPerShard",
  });
}

function requireSame(primary: AwsRedisModel, member: AwsRedisModel): void {
  const traits = ({ engine, multiAz, nodeType, shards }: AwsRedisModel): string =>
    `${engine.name} ${engine.version}, ${nodeType}, ${shards} shards, ${multiAz ? "several zones" : "any zones"}`;
  if (traits(member) === traits(primary)) return;
  throw new ValidationError("ELASTICACHE_GLOBAL_DIFFERENT", {
    problem: `${member.id} in ${member.region} is not made like the primary`,
    received: traits(member),
    allowed: traits(primary),
    fix: "give every cluster of the datastore the same engine, node type, number of shards and multiAz",
  });
}
