import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { ProviderFloor } from "../../../constructs/aws/provider-floor";
import { AwsProviders, type AwsProvidersProps } from "../../../constructs/aws/providers";
import { environment } from "../../support/aws";
import { codedError } from "../../support/coded";
import { Template, type JsonObject } from "../../support/template";

function declare(props: Partial<AwsProvidersProps> = {}) {
  const stack = new TerraformStack(Testing.app(), "cachefort-prod");
  return { stack, providers: new AwsProviders(stack, "providers", { environment, ...props }) };
}

function synthesize(props: Partial<AwsProvidersProps> = {}) {
  return Template.of(declare(props).stack).toJson();
}

function requiredVersion(stack: TerraformStack) {
  const { terraform } = Template.of(stack).toJson();
  return ((terraform as JsonObject)["required_providers"] as JsonObject)["aws"];
}

const own = {
  region: "eu-central-1",
  allowed_account_ids: ["012345678901"],
  default_tags: [{ tags: { "cachefort:environment": "prod" } }],
};

test("one provider, for the environment's region and account, with its tag", () => {
  expect(synthesize()["provider"]).toEqual({ aws: [own] });
});

test("tags stand beside the environment's", () => {
  expect(synthesize({ tags: { team: "Payments", "cost-center": "" } })["provider"]).toEqual({
    aws: [
      {
        ...own,
        default_tags: [
          { tags: { "cachefort:environment": "prod", team: "Payments", "cost-center": "" } },
        ],
      },
    ],
  });
});

test("a further region has a provider by its name", () => {
  const { stack, providers } = declare({ regions: ["us-east-1", "eu-west-1"] });
  new KmsKey(stack, "near", { provider: providers.ofRegion("eu-central-1") });
  new KmsKey(stack, "far", { provider: providers.ofRegion("us-east-1") });
  const template = Template.of(stack);
  expect(template.toJson()["provider"]).toEqual({
    aws: [
      own,
      { ...own, region: "us-east-1", alias: "us-east-1" },
      { ...own, region: "eu-west-1", alias: "eu-west-1" },
    ],
  });
  expect(template.resource("aws_kms_key", "near")["provider"]).toBe("aws");
  expect(template.resource("aws_kms_key", "far")["provider"]).toBe("aws.us-east-1");
});

test("what a construct holds lies in its region, what it gets later too, but for what says otherwise", () => {
  const { stack, providers } = declare({ regions: ["us-east-1", "eu-west-1"] });
  const [outer, inner] = [new Construct(stack, "outer"), new Construct(stack, "other")];
  const within = new Construct(outer, "within");
  new KmsKey(outer, "before", {});
  providers.useIn(outer, "us-east-1");
  providers.useIn(within, "eu-west-1");
  providers.useIn(inner, "eu-central-1");
  new KmsKey(new Construct(outer, "deep"), "later", {});
  new KmsKey(within, "nearer", {});
  new KmsKey(inner, "main", {});
  new KmsKey(outer, "own", { provider: providers.ofRegion("eu-west-1") });
  new KmsKey(stack, "outside", {});
  const template = Template.of(stack);
  const providerOf = (id: string) => template.resource("aws_kms_key", id)["provider"];
  expect(["before", "later", "nearer", "main", "own", "outside"].map(providerOf)).toEqual([
    ...["aws.us-east-1", "aws.us-east-1", "aws.eu-west-1", "aws", "aws.eu-west-1", undefined],
  ]);
});

test("a construct lies in no region that has no provider", () => {
  const { stack, providers } = declare();
  const error = codedError(() => providers.useIn(stack, "eu-west-1"));
  expect(error.code).toBe("AWS_REGION_UNDECLARED");
});

test.each<[string, Partial<AwsProvidersProps>]>([
  ["AWS_REGION", { regions: ["us-east"] }],
  ["AWS_REGION_TWICE", { regions: ["eu-central-1"] }],
  ["AWS_REGION_TWICE", { regions: ["us-east-1", "us-east-1"] }],
  ["AWS_TAG", { tags: { "aws:owner": "a" } }],
  ["AWS_TAG", { tags: { "AWS:owner": "a" } }],
  ["AWS_TAG", { tags: { "cachefort:environment": "other" } }],
  ["AWS_TAG", { tags: { "": "a" } }],
  ["AWS_TAG", { tags: { team: "a\nb" } }],
  ["AWS_TAG", { tags: { team: "a".repeat(257) } }],
  ["AWS_TAGS_MANY", { tags: Object.fromEntries([...Array(40).keys()].map((n) => [`t${n}`, ""])) }],
  ["TOKEN_NOT_ALLOWED", { tags: { team: "${TfToken[TOKEN.1]}" } }],
])("%s refuses %j", (code, wrong) => {
  expect(codedError(() => declare(wrong)).code).toBe(code);
});

test("a region without a provider is refused with the path and the regions that have one", () => {
  const { providers } = declare({ regions: ["us-east-1"] });
  const error = codedError(() => providers.ofRegion("eu-west-1"));
  expect(error.code).toBe("AWS_REGION_UNDECLARED");
  expect(error.message).toContain("eu-central-1, us-east-1");
  expect(error.message).toContain("cachefort-prod/providers");
});

describe("the floor of a stack", () => {
  const source = "aws";

  test("is what the kit is tested with, below the next major release", () => {
    const { stack } = declare();
    expect(requiredVersion(stack)).toEqual({ source, version: ">= 5.100.0, < 7.0.0" });
  });

  test.each([
    [["6.44.0"], "6.44.0"],
    [["6.51.0", "6.44.0"], "6.51.0"],
    [["5.9.0"], "5.100.0"],
  ])("raised to %j is %s", (versions, floor) => {
    const { stack } = declare();
    for (const version of versions) ProviderFloor.of(stack).raise(version);
    expect(requiredVersion(stack)).toEqual({ source, version: `>= ${floor}, < 7.0.0` });
  });
});
