import type { AwsEnvironment } from "../../aws/aws-environment";
import type { RemovalPolicy } from "../../aws/removal-policy";
import { ValidationError } from "../../core/errors";
import { refuseToken, requireInteger, requireName } from "../../core/validate";
import { isVersionBelow } from "../../core/version";
import { awsId } from "../../redis/aws/aws-id";
import { DEFAULT_NODE_TYPE, hasFeature, requireNodeType } from "../../redis/aws/node-type";
import { DEFAULT_WINDOWS, requireMaintenanceWindow } from "../../redis/aws/windows";
import { elastiCacheParameters, type ElastiCacheParameterGroup } from "./elasticache-parameters";
import type { AwsElastiCacheMemcachedProps } from "./elasticache-props";

/** A ring in ElastiCache with every choice made, as plain data. */
export interface ElastiCacheModel {
  readonly environment: string;
  readonly name: string;
  /** In ElastiCache, unique in the account and region. */
  readonly id: string;
  readonly nodeType: string;
  readonly version: string;
  readonly port: number;
  /** Zone of each node, in their order. */
  readonly zones: readonly string[];
  readonly parameterGroup: ElastiCacheParameterGroup;
  readonly maintenanceWindow: string;
  readonly removalPolicy: RemovalPolicy;
}

/** What a ring is told of its place. */
export interface ElastiCachePlace {
  readonly environment: AwsEnvironment;
  /** Zones of the subnets. */
  readonly zones: readonly string[];
}

/** User guide, "Encryption": TLS came with it. */
const TLS_SINCE = "1.6.12";
/** The quota of nodes of a cluster of Memcached. */
const NODES = { min: 1, max: 60 };
const PORT = { min: 1024, max: 65_535 };

/** Props of other rings, and why they mean nothing here. */
const REFUSED: Readonly<Record<string, string>> = {
  applyImmediately: "a change is applied at once: the manifest names the nodes that there are",
  authentication: "nobody logs in",
  image: "the service has its own",
  maxConnections: "65,000, which the service fixes",
  memoryMib: "the memory of nodeType",
  threads: "as many as nodeType has processors",
  users: "nobody logs in",
};

/**
 * Checks the props of a ring in ElastiCache and fills in the defaults.
 *
 * @throws ValidationError ELASTICACHE_MEMCACHED_PROP, ELASTICACHE_MEMCACHED_NO_LOGIN, MEMCACHED_NAME_INVALID,
 * ELASTICACHE_ID, ELASTICACHE_MEMCACHED_NODES, ELASTICACHE_NODE_TYPE, ELASTICACHE_NODE_TYPE_GONE,
 * ELASTICACHE_MEMCACHED_NODE_TYPE, ELASTICACHE_MEMCACHED_VERSION, ELASTICACHE_MEMCACHED_ZONES,
 * MEMCACHED_PORT_INVALID, ELASTICACHE_MAINTENANCE_WINDOW, TOKEN_NOT_ALLOWED, and those of
 * `elastiCacheParameters`
 */
export function createElastiCacheModel(
  props: AwsElastiCacheMemcachedProps,
  { environment, zones }: ElastiCachePlace,
): ElastiCacheModel {
  requireKnownProps(props);
  requireAcceptance(props);
  const name = requireName("MEMCACHED_NAME_INVALID", "name", props.name);
  const id = awsId(`the ring ${name}`, [environment.name, name]);
  const nodes = requireInteger("ELASTICACHE_MEMCACHED_NODES", "nodes", props.nodes ?? 3, NODES);
  return {
    environment: environment.name,
    name,
    id,
    nodeType: requireMemcachedType(props.nodeType ?? DEFAULT_NODE_TYPE),
    version: requireVersion(props.engineVersion ?? "1.6.22"),
    port: requireInteger("MEMCACHED_PORT_INVALID", "port", props.port ?? 11211, PORT),
    zones: props.zones === undefined ? byTurns(zones, nodes) : chosen(props.zones, nodes, zones),
    parameterGroup: elastiCacheParameters(id, props),
    maintenanceWindow: requireMaintenanceWindow(
      props.maintenanceWindow ?? DEFAULT_WINDOWS.maintenance,
    ),
    removalPolicy: props.removalPolicy ?? "retain",
  };
}

/** Number of a node in ElastiCache, by its place in the ring. */
export function nodeNumber(index: number): string {
  return String(index + 1).padStart(4, "0");
}

function requireKnownProps(props: object): void {
  const given = new Map<string, unknown>(Object.entries(props));
  const prop = Object.keys(REFUSED).find((name) => given.get(name) !== undefined);
  if (prop === undefined) return;
  throw new ValidationError("ELASTICACHE_MEMCACHED_PROP", {
    problem: `a ring in ElastiCache has no ${prop}: ${REFUSED[prop] ?? ""}`,
    received: given.get(prop),
    allowed: "the props of AwsElastiCacheMemcachedProps",
    fix: `leave ${prop} out, or use AwsMemcached`,
  });
}

function requireAcceptance(props: { readonly withoutAuthentication?: unknown }): void {
  if (props.withoutAuthentication === true) return;
  throw new ValidationError("ELASTICACHE_MEMCACHED_NO_LOGIN", {
    problem: "ElastiCache for Memcached knows no login: whoever reaches a node has all its items",
    received: props.withoutAuthentication,
    allowed: "withoutAuthentication: true, where the network alone may guard the ring",
    fix: "use AwsMemcached, which has logins; or set withoutAuthentication: true",
  });
}

function requireMemcachedType(nodeType: string): string {
  refuseToken("nodeType", nodeType);
  requireNodeType(nodeType);
  if (!hasFeature(nodeType, "data tiering")) return nodeType;
  throw new ValidationError("ELASTICACHE_MEMCACHED_NODE_TYPE", {
    problem: "nodes of r6gd keep data on their disks, which Memcached does not",
    received: nodeType,
    allowed: "node types of other families",
    fix: "use r6g or r7g",
  });
}

function requireVersion(version: string): string {
  refuseToken("engineVersion", version);
  if (/^1\.6\.\d{1,2}$/.test(version) && !isVersionBelow(version, TLS_SINCE)) return version;
  throw new ValidationError("ELASTICACHE_MEMCACHED_VERSION", {
    problem: "engineVersion is no version of ElastiCache for Memcached that has TLS",
    received: version,
    allowed: `1.6, from ${TLS_SINCE} on`,
    fix: "set engineVersion; `aws elasticache describe-cache-engine-versions --engine memcached` lists them",
  });
}

function byTurns(zones: readonly string[], nodes: number): string[] {
  return Array.from({ length: nodes }, (_, index) => zones[index % zones.length] ?? "");
}

function chosen(asked: readonly string[], nodes: number, zones: readonly string[]): string[] {
  refuseToken("zones", asked);
  if (asked.length === nodes && asked.every((zone) => zones.includes(zone))) return [...asked];
  throw new ValidationError("ELASTICACHE_MEMCACHED_ZONES", {
    problem: "zones does not name a zone of the network for each node",
    received: asked,
    allowed: `${nodes} of ${zones.join(", ")}, each as often as you like`,
    fix: "correct zones, or leave it out: nodes take the zones by turns",
  });
}
