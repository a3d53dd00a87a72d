import { App } from "cdktf";
import { GlobalStack } from "../../examples/aws-global";
import { readManifest } from "../../constructs/core/manifest-reader";
import { Template } from "../support/template";

const template = Template.of(new GlobalStack(new App(), "global"));

test("each region has a network, a key and a topic", () => {
  for (const type of ["aws_vpc", "aws_kms_key", "aws_sns_topic"]) {
    const made = Object.values(template.resources(type)).map(({ provider }) => provider ?? "aws");
    expect(made.sort()).toEqual(["aws", "aws.eu-west-1"]);
  }
});

test.each([
  ["aws_iam_role", "name"],
  ["aws_cloudwatch_dashboard", "dashboard_name"],
])("no name of an %s stands twice: it is the account's, whatever the region", (type, field) => {
  const names = Object.values(template.resources(type)).map((each) => each[field]);
  expect(names).toHaveLength(2);
  expect(new Set(names).size).toBe(2);
});

test("the manifests of both are put out", () => {
  const manifests = Object.entries(template.outputs()).map(([name, text]) =>
    readManifest(JSON.parse(text as string), name),
  );
  expect(manifests.map(({ name }) => name).sort()).toEqual(["sessions", "sessions-ireland"]);
  expect(manifests.find(({ name }) => name === "sessions-ireland")).toMatchObject({
    entrypoints: [
      {
        host: "${aws_elasticache_replication_group.sessions-ireland.configuration_endpoint_address}",
      },
    ],
    users: expect.arrayContaining([expect.objectContaining({ name: "api" })]),
  });
});
