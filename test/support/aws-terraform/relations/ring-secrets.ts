import { loginOf } from "../../../../constructs/memcached/sasl";
import { holdsExactly, type Relation } from "./relation";
import type { StackView } from "./stack-view";

const KEY = "aws_kms_key";
const LOG_GROUP = "aws_cloudwatch_log_group";
const ROLE = "aws_iam_role";
const ROLE_POLICY = "aws_iam_role_policy";
const SECRET = "aws_secretsmanager_secret";
const TASK = "aws_ecs_task_definition";

/** The container of a node as the plan has it. */
const containerOf = (id: string) => `jsondecode(${TASK}.${id}.container_definitions)[0]`;

/** What a container takes from a secret: its name there, and where it comes from. */
const taken = (id: string, start: string) =>
  `{for each in ${containerOf(id)}.secrets : each.name => each.valueFrom if ${start}}`;

/** Resource of the statement of a ring's execution role that is named so. */
const resourceOf = (ring: string, sid: string) =>
  `one([for each in jsondecode(${ROLE_POLICY}.${ring}_execution.policy).Statement : each.Resource if each.Sid == "${sid}"])`;

/** Names of the logins in the order in which a node is told them. */
function loginsOf(stack: StackView, id: string): string[] {
  const text = stack.text(TASK, id, "container_definitions");
  const [container] = JSON.parse(text) as [{ environment: { name: string; value: string }[] }];
  const logins = container.environment.find(({ name }) => name === "CF_LOGINS")?.value ?? "";
  const realm = loginOf("user@realm", "");
  return logins.split(" ").map((login) => login.slice(0, -realm.length));
}

/** With which rights a node of a ring is started, and which secrets and log it gets. */
export const RING_SECRET_RELATIONS: readonly Relation[] = [
  {
    message: "a task is started under another role than that of its ring",
    conditions: (stack) =>
      stack
        .nodes()
        .map(({ id, ring }) => `${TASK}.${id}.execution_role_arn == ${ROLE}.${ring}_execution.arn`),
    misWire: (stack) => {
      stack.argumentsOf(TASK, "feeds_0")["execution_role_arn"] = `\${${ROLE}.pages_execution.arn}`;
    },
  },
  {
    message: "the rights to start a ring belong to another role",
    conditions: (stack) =>
      stack
        .rings()
        .map((ring) => `${ROLE_POLICY}.${ring}_execution.role == ${ROLE}.${ring}_execution.id`),
    misWire: (stack) => {
      stack.argumentsOf(ROLE_POLICY, "feeds_execution")["role"] = `\${${ROLE}.pages_execution.id}`;
    },
  },
  {
    message: "a node shows the certificate of another ring",
    conditions: (stack) =>
      stack.nodes().map(({ id, ring }) => {
        const secret = `${SECRET}.${ring}__certificate.arn`;
        const fields = ["certificate", "key", "authority"].map(
          (field) => `CF_${field.toUpperCase()} = "\${${secret}}:${field}::"`,
        );
        return `${taken(id, '!startswith(each.name, "CF_PASSWORD_")')} == {${fields.join(", ")}}`;
      }),
    misWire: (stack) => {
      const arn = (ring: string) => `\${${SECRET}.${ring}__certificate.arn}:key::`;
      stack.replaceIn(TASK, "pages_0", "container_definitions", arn("pages"), arn("feeds"));
    },
  },
  {
    message: "a node takes the password of another login",
    conditions: (stack) =>
      stack.nodes().map(({ id, ring }) => {
        const passwords = loginsOf(stack, id).map(
          (login, place) =>
            `CF_PASSWORD_${place + 1} = "\${${SECRET}.${ring}_${login}.arn}:password::"`,
        );
        return `${taken(id, 'startswith(each.name, "CF_PASSWORD_")')} == {${passwords.join(", ")}}`;
      }),
    misWire: (stack) => {
      const arn = (login: string) => `\${${SECRET}.pages_${login}.arn}`;
      stack.replaceIn(TASK, "pages_1", "container_definitions", arn("worker"), arn("web"));
    },
  },
  {
    message: "a node writes to another log group than that of its ring",
    conditions: (stack) =>
      stack
        .nodes()
        .map(
          ({ id, ring }) =>
            `${containerOf(id)}.logConfiguration.options["awslogs-group"] == ${stack.the(LOG_GROUP, "name", `${ring}_logs_`)}`,
        ),
    misWire: (stack) => {
      stack.replaceIn(
        TASK,
        "feeds_0",
        "container_definitions",
        "prod/feeds/memcached",
        "prod/pages/memcached",
      );
    },
  },
  {
    message: "the role that starts a ring reads other secrets than those that its nodes take",
    conditions: (stack) =>
      stack
        .nodes()
        .map(({ id, ring }) =>
          holdsExactly(resourceOf(ring, "ReadTheSecrets"), [
            `${SECRET}.${ring}__certificate.arn`,
            ...loginsOf(stack, id).map((login) => `${SECRET}.${ring}_${login}.arn`),
          ]),
        ),
    misWire: (stack) => {
      const arn = (id: string) => `\${${SECRET}.${id}.arn}`;
      stack.replaceIn(
        ROLE_POLICY,
        "pages_execution",
        "policy",
        arn("pages_worker"),
        arn("feeds_web"),
      );
    },
  },
  {
    message: "the role that starts a ring decrypts with another key than that of the stack",
    conditions: (stack) =>
      stack.rings().map((ring) => `${resourceOf(ring, "DecryptThem")} == ${stack.keyArn()}`),
    misWire: (stack) => {
      stack.replaceIn(
        ROLE_POLICY,
        "feeds_execution",
        "policy",
        `\${${stack.the(KEY, "arn")}}`,
        "arn:aws:kms:eu-central-1:012345678901:key/another",
      );
    },
  },
  {
    message: "the role that starts a ring writes to another log than the ring's",
    conditions: (stack) =>
      stack
        .rings()
        .map(
          (ring) =>
            `endswith(${resourceOf(ring, "WriteTheLog")}, ":log-group:\${${stack.the(LOG_GROUP, "name", `${ring}_logs_`)}}:*")`,
        ),
    misWire: (stack) => {
      stack.replaceIn(
        ROLE_POLICY,
        "pages_execution",
        "policy",
        "prod/pages/memcached",
        "prod/feeds/memcached",
      );
    },
  },
];
