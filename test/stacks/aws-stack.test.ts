import { App } from "cdktf";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { RedisUser } from "../../constructs/redis/user";
import { AwsStack, type AwsStackProps } from "../../stacks/aws-stack";
import { awsStack, configuredAwsStack } from "../support/aws-stack";
import { codedError } from "../support/coded";
import { Template } from "../support/template";

/** Addresses are contract: a change of one destroys what it was and makes it anew. */
function addressesOf(template: Template): string[] {
  const { resource } = template.toJson();
  return Object.entries(resource as Record<string, object>)
    .flatMap(([type, byId]) => Object.keys(byId).map((id) => `${type}.${id}`))
    .sort();
}

describe.each(["staging", "prod"])("environment %s", (name) => {
  const synthesized = () => Template.of(configuredAwsStack(new App(), name));

  test("is what it was", () => {
    expect(synthesized().toJson()).toMatchSnapshot();
  });

  test("keeps its addresses", () => {
    expect(addressesOf(synthesized())).toMatchSnapshot();
  });

  test("is the same from every synth", () => {
    expect(synthesized().toJson()).toEqual(synthesized().toJson());
  });
});

test("the manifests are put out, and nothing else", () => {
  const stack = awsStack(new App(), {
    redis: [{ name: "sessions" }, { name: "carts" }],
    serverless: [{ name: "pages" }, { name: "queue" }],
  });
  const { manifests, ...others } = Template.of(stack).outputs();
  expect(Object.keys(manifests as object).sort()).toEqual(["carts", "pages", "queue", "sessions"]);
  expect(others).toEqual({});
});

const PAGES = { name: "pages", withoutAuthentication: true } as const;

test("a ring of ElastiCache is a ring of the environment", () => {
  const stack = awsStack(new App(), { elastiCacheMemcached: [PAGES] });
  const template = Template.of(stack);
  expect(Object.keys(template.outputs()["manifests"] as object)).toEqual(["pages"]);
  expect(addressesOf(template).filter((address) => address.endsWith(".pages"))).toEqual([
    "aws_elasticache_cluster.pages",
    "aws_elasticache_parameter_group.pages",
    "aws_elasticache_subnet_group.pages",
  ]);
  expect(stack.elastiCacheRings.map(({ name }) => name)).toEqual(["pages"]);
});

test("a ring of ElastiCache shares its name with nobody", () => {
  const props = { redis: [{ name: "pages" }], elastiCacheMemcached: [PAGES] };
  expect(codedError(() => awsStack(new App(), props)).code).toBe("NAME_TWICE");
});

test("a state that nobody else has is warned of", () => {
  const isWarned = (stack: AwsStack): boolean =>
    stack.node.metadata.some(({ data }) => /set state/.test(String(data)));
  const kept = awsStack(new App());
  const { place } = kept;
  const local = new AwsStack(new App(), "cachefort-prod", {
    aws: place.environment,
    paths: new EnvironmentPaths("/project", "prod", false),
    network: { availabilityZones: place.network.availabilityZones },
  });
  expect([isWarned(kept), isWarned(local)]).toEqual([false, true]);
});

test("a network that is there is taken", () => {
  const stack = awsStack(new App(), {
    network: {
      vpcId: "vpc-0123456789abcdef0",
      subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
      availabilityZones: ["eu-central-1a", "eu-central-1b"],
    },
    redis: [{ name: "sessions" }],
  });
  const template = Template.of(stack);
  expect(template.resources("aws_vpc")).toEqual({});
  expect(template.resource("aws_elasticache_subnet_group", "sessions")["subnet_ids"]).toEqual([
    "subnet-0123456789abcdef0",
    "subnet-0123456789abcdef1",
  ]);
});

const cart = { name: "cart", users: [RedisUser.readOnly("x-api", { keys: ["a"] })] };
const cartX = { name: "cart-x", users: [RedisUser.readOnly("api", { keys: ["a"] })] };

test.each<[string, Partial<AwsStackProps>]>([
  ["NAME_TWICE", { redis: [{ name: "sessions" }, { name: "sessions" }] }],
  ["NAME_TWICE", { redis: [{ name: "sessions" }], serverless: [{ name: "sessions" }] }],
  ["ELASTICACHE_ID_TWICE", { redis: [cart, cartX] }],
  ["ELASTICACHE_ID_TWICE", { redis: [cart], serverless: [cartX] }],
  [
    "ELASTICACHE_ID_TWICE",
    { redis: [{ name: "carts" }, { name: "sessions", replicationGroupId: "prod-carts" }] },
  ],
])("%s: %j", (code, props) => {
  expect(codedError(() => awsStack(new App(), props)).code).toBe(code);
});
