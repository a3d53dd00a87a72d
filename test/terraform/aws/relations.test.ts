import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { GivenNetworkProps } from "../../../stacks/aws-stack";
import { environment } from "../../support/aws";
import { awsStack, configuredAwsStack } from "../../support/aws-stack";
import type { MockedRun } from "../../support/aws-terraform/mocked-run";
import { forOlderProvider } from "../../support/aws-terraform/older-provider";
import { CLUSTERS } from "../../support/aws-terraform/redis-configurations";
import { RELATIONS, StackView } from "../../support/aws-terraform/relations";
import { RINGS } from "../../support/aws-terraform/ring-configurations";
import { ALL_COPIES, copiesOf } from "../../support/aws-terraform/shared-copies";
import type { SynthesizedStack } from "../../support/aws-terraform/terraform-json";
import { wiredStack } from "../../support/aws-terraform/wired-stack";
import { AwsWorkspace } from "../../support/aws-terraform/workspace";

interface RelatedStack {
  readonly name: string;
  readonly make: (scope: Construct) => TerraformStack;
  /** Where the stack makes no network. */
  readonly given?: GivenNetworkProps;
}

const GIVEN: GivenNetworkProps = {
  vpcId: "vpc-0123456789abcdef0",
  subnetIds: ["a", "b"].map((zone) => `subnet-0123456789abcdef${zone}`),
  availabilityZones: ["a", "b"].map((zone) => `${environment.region}${zone}`),
  serviceEndpoints: { securityGroupIds: ["sg-0123456789abcdef0"] },
};

const STACKS: readonly RelatedStack[] = [
  { name: "wired", make: wiredStack },
  { name: "clusters", make: (scope) => awsStack(scope, { redis: CLUSTERS }) },
  { name: "rings", make: (scope) => awsStack(scope, { memcached: RINGS }) },
  {
    name: "in-given-network",
    given: GIVEN,
    make: (scope) =>
      awsStack(scope, {
        network: GIVEN,
        redis: [{ name: "sessions" }],
        memcached: [{ name: "pages", users: [{ name: "web" }] }],
      }),
  },
  { name: "staging", make: (scope) => configuredAwsStack(scope, "staging") },
  { name: "prod", make: (scope) => configuredAwsStack(scope, "prod") },
];

const COPIES_OF_FAULTS = copiesOf(RELATIONS.length);
const nameOfCopy = (copy: number): string => `mis-wired-${copy}`;

let workspace: AwsWorkspace | undefined;
let failed: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  const made = new AwsWorkspace();
  workspace = made;
  const runs: MockedRun[] = [];
  for (const { given, make, name } of STACKS) {
    const stack = made.add(name, make, forOlderProvider).synthesized();
    runs.push(runOf(name, new StackView(stack, given)));
  }
  const [wired] = runs;
  if (wired === undefined) throw new Error("there is no stack");
  for (const copy of ALL_COPIES) {
    const stack = JSON.parse(JSON.stringify(wired.stack)) as SynthesizedStack;
    const view = new StackView(stack);
    RELATIONS.forEach(({ misWire }, place) => {
      if (COPIES_OF_FAULTS[place]?.includes(copy) === true) misWire(view);
    });
    runs.push({ ...wired, name: nameOfCopy(copy), stack });
  }
  failed = made.test(runs);
});
afterAll(() => workspace?.remove());

function runOf(name: string, view: StackView): MockedRun {
  const assertions = RELATIONS.flatMap(({ conditions, message }) =>
    conditions(view).map((condition) => ({ condition, message })),
  );
  process.stdout.write(`relations of ${name}: ${assertions.length} assertions\n`);
  return { name, stack: view.stack, assertions };
}

test.each(STACKS)("everything belongs together in the stack $name", ({ name }) => {
  expect(failed.get(name)).toEqual([]);
});

test("no two relations are told by the same words", () => {
  expect(new Set(RELATIONS.map(({ message }) => message)).size).toBe(RELATIONS.length);
});

test.each(RELATIONS.map(({ message }, place) => ({ message, place })))(
  "where $message, this is found, and where something else is wrong, it is not",
  ({ message, place }) => {
    const found = ALL_COPIES.filter(
      (copy) => failed.get(nameOfCopy(copy))?.includes(message) === true,
    );
    expect(found).toEqual(COPIES_OF_FAULTS[place]);
  },
);
