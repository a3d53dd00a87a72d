import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { namespaceOf } from "../../../constructs/aws/names";
import { AwsProviders } from "../../../constructs/aws/providers";
import { AwsMemcached } from "../../../constructs/memcached/aws/aws-memcached";
import { createAwsMemcachedModel } from "../../../constructs/memcached/aws/aws-memcached-model";
import type { AwsMemcachedProps } from "../../../constructs/memcached/aws/aws-memcached-props";
import { newRunValues } from "../../../operate/aws/run-values";
import { environment } from "../../support/aws";
import { existingPlace } from "../../support/aws-cluster";
import { networkWithServices } from "../../support/aws-ring";
import { planPropChanges, type PropChange } from "../../support/aws-terraform/prop-changes";
import { AwsWorkspace } from "../../support/aws-terraform/workspace";

type Props = Partial<Omit<AwsMemcachedProps, "name">>;

const ROTATE = "arn:aws:lambda:eu-central-1:012345678901:function:rotate";
const IMAGE = {
  ...{ registry: "registry.example.com/mirror", repository: "memcached", tag: "1.6.45" },
  ...{ uid: 11211, gid: 11211, version: "1.6.45" },
};
const BASE = { nodes: 2, users: [{ name: "web" }] };

/** A new revision for each node; the service starts its task by it, one node after the other. */
const ROLLED = ["replace task_definition", "update service"];

/** Beside the first login, whose secret tasks that still run have read and read again. */
const SECOND_LOGIN = [
  "create secret",
  "create secret_version",
  "replace task_definition",
  "update iam_role_policy",
  "update service",
];

const CHANGES: readonly PropChange<Props>[] = [
  ["nothing", {}, {}, []],
  [
    "more",
    {},
    { nodes: 3 },
    ["create service", "create service_discovery_service", "create task_definition"],
  ],
  [
    "fewer",
    {},
    { nodes: 1 },
    ["delete service", "delete service_discovery_service", "delete task_definition"],
  ],
  ["port", {}, { port: 12000 }, ROLLED],
  ["memory", {}, { memoryMib: 900 }, ROLLED],
  ["cpu", {}, { cpuUnits: 1024 }, ROLLED],
  ["processor", {}, { architecture: "arm64" }, ROLLED],
  [
    "image",
    {},
    { image: IMAGE },
    ["replace task_definition", "update iam_role_policy", "update service"],
  ],
  [
    "users",
    {},
    { users: [{ name: "web" }, { name: "worker" }] },
    [
      "create secret",
      "create secret_version",
      "replace task_definition",
      "update iam_role_policy",
      "update service",
    ],
  ],
  [
    "password",
    {},
    { authentication: { web: { rotation: 1 } } },
    ["replace secret_version", "replace task_definition", "update service"],
  ],
  ["alternating", {}, { authentication: { web: { alternating: true } } }, SECOND_LOGIN],
  [
    "alternating-later",
    { authentication: { web: { rotation: 2 } } },
    { authentication: { web: { rotation: 2, alternating: true } } },
    SECOND_LOGIN,
  ],
  [
    "alternating-rotated",
    { authentication: { web: { alternating: true } } },
    { authentication: { web: { alternating: true, rotation: 1 } } },
    ["replace secret_version", "replace task_definition", "update service"],
  ],
  [
    "certificate",
    {},
    { certificateRotation: 1 },
    ["replace secret_version", "replace task_definition", "update service"],
  ],
  ["figures", {}, { metricsSeconds: 300 }, ROLLED],
  ["silent", {}, { metricsSeconds: 0 }, ROLLED],
  ["logs", {}, { logRetentionDays: 400 }, ["update log_group"]],
  ["thresholds", {}, { alarms: { thresholds: { evictions: 100 } } }, []],
  ["function", {}, { rotationLambdaArn: ROTATE }, ["create secret_rotation"]],
];

let workspace: AwsWorkspace | undefined;
let done: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  workspace = new AwsWorkspace();
  const place = { environment, domain: namespaceOf(environment) };
  const rings = CHANGES.flatMap(([name, from, to]) =>
    [from, to].map((props) => createAwsMemcachedModel({ ...BASE, ...props, name }, place)),
  );
  const variables = await newRunValues({ rings });
  const service = /^(ecs|cloudwatch|secretsmanager)_/;
  done = planPropChanges(workspace, { changes: CHANGES, stackOf, variables, service });
});
afterAll(() => workspace?.remove());

function stackOf(scope: Construct, propsOf: (change: PropChange<Props>) => Props) {
  const stack = new TerraformStack(scope, "cachefort-prod");
  new AwsProviders(stack, "providers", { environment });
  const aws = existingPlace({ network: networkWithServices });
  for (const change of CHANGES) {
    const [name] = change;
    new AwsMemcached(stack, name, { ...BASE, ...propsOf(change), name, aws });
  }
  return stack;
}

test.each(CHANGES)("%s", (name, _from, _to, actions) => {
  expect(done.get(name)).toEqual(actions);
});
