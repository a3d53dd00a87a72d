import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn } from "cdktf";
import { AwsPrivateNamespace } from "../../../constructs/aws/private-namespace";
import { AwsMemcached } from "../../../constructs/memcached/aws/aws-memcached";
import { emptyStack } from "../../support/aws";
import { existingPlace } from "../../support/aws-cluster";
import { awsRing, networkWithServices } from "../../support/aws-ring";
import { codedError } from "../../support/coded";
import { Template } from "../../support/template";

describe("a ring in another network than the first one", () => {
  const ELSEWHERE = { ...networkWithServices, vpcId: "vpc-0fedcba9876543210" };
  const other = { name: "feeds", users: [{ name: "web" }] };

  test("is refused: its names would not resolve there", () => {
    const { stack } = awsRing();
    const aws = existingPlace({ network: ELSEWHERE });
    const error = codedError(() => new AwsMemcached(stack, "feeds", { ...other, aws }));
    expect(error.code).toBe("AWS_NAMESPACE_NETWORK");
    expect(error.message).toContain("vpc-0fedcba9876543210");
    expect(error.message).toContain("prod.cachefort.internal");
  });

  test("has names in a domain of that network, and the first one keeps its own", () => {
    const { ring, stack } = awsRing();
    const aws = existingPlace({ network: ELSEWHERE });
    const namespace = new AwsPrivateNamespace(stack, "elsewhere", { ...aws, name: "west" });
    const feeds = new AwsMemcached(stack, "feeds", { ...other, aws, namespace });
    expect(ring.manifest.nodes[0]?.host).toBe("pages-0.prod.cachefort.internal");
    expect(feeds.manifest.nodes[0]?.host).toBe("feeds-0.west.prod.cachefort.internal");
    const template = Template.of(stack);
    expect(template.resources("aws_service_discovery_private_dns_namespace")).toMatchObject({
      nodes: { name: "prod.cachefort.internal", vpc: "vpc-0123456789abcdef0" },
      nodes_west: { name: "west.prod.cachefort.internal", vpc: "vpc-0fedcba9876543210" },
    });
    expect(template.resource("aws_service_discovery_service", "feeds_0")).toMatchObject({
      dns_config: {
        namespace_id: "${aws_service_discovery_private_dns_namespace.nodes_west.id}",
      },
    });
    expect(Object.keys(template.resources("aws_ecs_cluster"))).toEqual(["ecs"]);
  });

  test("may take a domain whose network nobody knows", () => {
    const { stack } = awsRing();
    const { domain, namespaceId } = AwsPrivateNamespace.of(stack, existingPlace());
    const aws = existingPlace({ network: ELSEWHERE });
    const namespace = { domain, namespaceId };
    const feeds = new AwsMemcached(stack, "feeds", { ...other, aws, namespace });
    expect(feeds.manifest.nodes[0]?.host).toBe("feeds-0.prod.cachefort.internal");
  });

  test("is the same network where the id comes from the same resource", () => {
    const stack = emptyStack();
    const vpc = new Vpc(stack, "network", { cidrBlock: "10.0.0.0/16" });
    const place = () =>
      existingPlace({ network: { ...networkWithServices, vpcId: Fn.join("", [vpc.id]) } });
    for (const name of ["pages", "feeds"]) {
      new AwsMemcached(stack, name, { ...other, name, aws: place() });
    }
    expect(
      Object.keys(Template.of(stack).resources("aws_service_discovery_private_dns_namespace")),
    ).toEqual(["nodes"]);
  });

  test("has no domain of a name that DNS does not take", () => {
    const props = { ...existingPlace(), name: "West" };
    const error = codedError(() => new AwsPrivateNamespace(emptyStack(), "elsewhere", props));
    expect(error.code).toBe("AWS_NAMESPACE_NAME");
  });
});
