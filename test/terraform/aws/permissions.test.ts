import { ALLOWED_STARS, reasonFor } from "../../support/aws-terraform/allowed-stars";
import { configuredAwsStack } from "../../support/aws-stack";
import { authorizingStack } from "../../support/aws-terraform/authorizing-stack";
import { foundation } from "../../support/aws-terraform/foundation";
import { actionsByAddress, allCreated } from "../../support/aws-terraform/plan-actions";
import {
  starsOf,
  statementsOf,
  type PlacedStatement,
} from "../../support/aws-terraform/policy-statements";
import type { Plan, SynthesizedStack } from "../../support/aws-terraform/terraform-json";
import { wiredStack } from "../../support/aws-terraform/wired-stack";
import { AwsWorkspace, type AwsConfiguration } from "../../support/aws-terraform/workspace";

const VARIABLE = "-----BEGIN MOCKED VALUE-----";

let workspace: AwsWorkspace | undefined;
let authorizing: AwsConfiguration;
let plan: Plan;
let stacks: Readonly<Record<string, SynthesizedStack>>;

beforeAll(() => {
  const made = new AwsWorkspace();
  workspace = made;
  authorizing = made.add("authorizing", authorizingStack);
  const variables = Object.keys(authorizing.synthesized().variable ?? {});
  plan = authorizing.plan({
    variables: Object.fromEntries(variables.map((name) => [name, VARIABLE])),
  }).plan;
  stacks = {
    authorizing: authorizing.synthesized(),
    foundation: made.add("foundation", foundation).synthesized(),
    wired: made.add("wired", wiredStack).synthesized(),
    staging: made.add("staging", (scope) => configuredAwsStack(scope, "staging")).synthesized(),
    prod: made.add("prod", (scope) => configuredAwsStack(scope, "prod")).synthesized(),
  };
});
afterAll(() => workspace?.remove());

const allStatements = (): PlacedStatement[] => Object.values(stacks).flatMap(statementsOf);
const kindOf = ({ argument, statement }: PlacedStatement): string =>
  JSON.stringify([argument, statement["Sid"]]);

test("a plan without an account makes every policy and grant", () => {
  expect(actionsByAddress(plan)).toEqual(allCreated(authorizing.synthesized()));
});

test("a grant is planned as a policy within the role: one cache, one user, one action", () => {
  const grants = plan.resource_changes
    .filter(({ address }) => address.includes("_connect-"))
    .map(({ change }) => change.after)
    .map((after) => ({
      role: after?.["role"],
      name: after?.["name"],
      policy: JSON.parse(String(after?.["policy"] as string)) as object,
    }));
  const grant = (role: string, cache: string, user: string) => ({
    role,
    name: `connect-eu-central-1-${cache.split(":")[1] ?? ""}-${user}`,
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ConnectAsOneUser",
          Effect: "Allow",
          Action: "elasticache:Connect",
          Resource: [cache, `user:${user}`].map(
            (resource) => `arn:aws:elasticache:eu-central-1:012345678901:${resource}`,
          ),
        },
      ],
    },
  });
  const ofSessions = ["replicationgroup:prod-sessions", "prod-sessions-report"] as const;
  expect(grants).toHaveLength(3);
  expect(grants).toEqual(
    expect.arrayContaining([
      grant("reports", ...ofSessions),
      grant("audit", ...ofSessions),
      grant("collector", "serverlesscache:prod-events", "prod-events-report"),
    ]),
  );
});

test("every statement is what it was", () => {
  const table = statementsOf(stacks["authorizing"] ?? { resource: {} });
  expect(
    table.map(({ address, argument, statement }) => ({ address, argument, ...statement })),
  ).toMatchSnapshot();
});

test("no stack has a statement of a kind that is not in the table", () => {
  const inTable = new Set(statementsOf(stacks["authorizing"] ?? { resource: {} }).map(kindOf));
  expect(
    allStatements()
      .map(kindOf)
      .filter((kind) => !inTable.has(kind)),
  ).toEqual([]);
});

test("no star stands where a resource or an action can be named", () => {
  const stars = allStatements().flatMap(starsOf);
  expect(stars.filter((star) => reasonFor(star) === undefined)).toEqual([]);
});

test("each star that is accepted stands somewhere", () => {
  const used = new Set(allStatements().flatMap(starsOf).map(reasonFor));
  expect(ALLOWED_STARS.filter(({ reason }) => !used.has(reason))).toEqual([]);
});

test.each<[what: string, sid: string, planted: object]>([
  ["a resource", "ReadTheSecrets", { Resource: "*" }],
  ["a part of a resource", "ReadTheSecrets", { Resource: ["arn:aws:secretsmanager:*:*:secret:a"] }],
  ["another resource than the log's streams", "WriteTheLog", { Resource: "arn:aws:logs:*:*:*" }],
  ["an action", "DecryptThem", { Action: ["kms:*"] }],
  ["a letter of an action", "ConnectAsOneUser", { Action: "elasticache:Connec?" }],
  ["everything else", "ConnectAsOneUser", { NotResource: ["arn:aws:s3:::one"] }],
  ["everybody", "PublishByAlarms", { Principal: { AWS: "*" } }],
])("a star that is planted for %s is found", (_, sid, planted) => {
  const stars = allStatements()
    .filter(({ statement }) => statement["Sid"] === sid)
    .map((placed) => ({ ...placed, statement: { ...placed.statement, ...planted } }))
    .flatMap(starsOf);
  const [element] = Object.keys(planted);
  expect(stars.filter((star) => reasonFor(star) === undefined)).toContainEqual(
    expect.objectContaining({ sid, element }),
  );
});
