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
  /** One or two, each in a region of its own; the same engine, node type and shards as the primary. */
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
 * @throws ValidationError ELASTICACHE_GLOBAL_MEMBERS, ELASTICACHE_GLOBAL_REGION,
 * ELASTICACHE_GLOBAL_DIFFERENT, ELASTICACHE_GLOBAL_AUTOSCALING, ELASTICACHE_NODE_TYPE_FEATURE,
 * ELASTICACHE_ID
 */
export function createGlobalDatastoreModel(props: GlobalDatastoreProps): GlobalDatastoreModel {
  const { primary, secondaries } = props;
  const suffix = awsId(`global datastore ${props.name}`, [props.name]);
  requireCount(secondaries.length);
  requireRegions([primary, ...secondaries].map(({ region }) => region));
  requireFeature(primary.nodeType, "global datastore");
  for (const member of [primary, ...secondaries]) {
    requireFixed(member);
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

function requireFixed({ id, autoscaling }: AwsRedisModel): void {
  if (autoscaling.shards === undefined && autoscaling.replicas === undefined) return;
  throw new ValidationError("ELASTICACHE_GLOBAL_AUTOSCALING", {
    problem: "clusters of a global datastore do not scale by themselves",
    received: id,
    allowed: "clusters without autoscaling",
    fix: "leave autoscaling out",
  });
}

function requireSame(primary: AwsRedisModel, member: AwsRedisModel): void {
  const traits = ({ engine, nodeType, shards }: AwsRedisModel): string =>
    `${engine.name} ${engine.version}, ${nodeType}, ${shards} shards`;
  if (traits(member) === traits(primary)) return;
  throw new ValidationError("ELASTICACHE_GLOBAL_DIFFERENT", {
    problem: `${member.id} in ${member.region} is not made like the primary`,
    received: traits(member),
    allowed: traits(primary),
    fix: "give every cluster of the datastore the same engine, node type and number of shards",
  });
}
