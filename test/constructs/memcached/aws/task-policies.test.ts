import {
  executionStatements,
  ownRegistry,
  taskTrust,
} from "../../../../constructs/memcached/aws/task-policies";
import { environment } from "../../../support/aws";

const rights = {
  environment,
  image: { registry: ownRegistry(environment), repository: "cachefort/memcached" },
  secretArns: ["arn:aws:secretsmanager:eu-central-1:012345678901:secret:prod/pages-AbCdEf"],
  keyArn: "arn:aws:kms:eu-central-1:012345678901:key/0",
  logGroupArn: "arn:aws:logs:eu-central-1:012345678901:log-group:/cachefort/prod/pages/memcached",
};

test("only tasks of the account may assume the role", () => {
  expect(taskTrust(environment)).toMatchObject({
    Principal: { Service: "ecs-tasks.amazonaws.com" },
    Condition: {
      StringEquals: { "aws:SourceAccount": "012345678901" },
      ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-central-1:012345678901:*" },
    },
  });
});

test("the role reads the ring's secrets, writes its log and pulls its image", () => {
  expect(executionStatements(rights).map(({ Action, Resource }) => [Action, Resource])).toEqual([
    ["secretsmanager:GetSecretValue", rights.secretArns],
    ["kms:Decrypt", rights.keyArn],
    [["logs:CreateLogStream", "logs:PutLogEvents"], `${rights.logGroupArn}:*`],
    ["ecr:GetAuthorizationToken", "*"],
    [
      ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      "arn:aws:ecr:eu-central-1:012345678901:repository/cachefort/memcached",
    ],
  ]);
});

test("the key serves for secrets alone", () => {
  const [, decrypt] = executionStatements(rights);
  expect(decrypt?.Condition).toEqual({
    StringEquals: { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" },
  });
});

test.each([
  ["a mirror in the network", "registry.example.com", []],
  ["none", undefined, []],
  ["another account", "999999999999.dkr.ecr.eu-central-1.amazonaws.com", []],
  ["a folder of the own", `${ownRegistry(environment)}/mirror`, ["repository/mirror/memcached"]],
])("the registry of the image is %s", (_what, registry, expected) => {
  const image = { repository: "memcached", ...(registry === undefined ? {} : { registry }) };
  const pulled = executionStatements({ ...rights, image }).filter(
    ({ Sid }) => Sid === "PullTheImage",
  );
  expect(pulled.map(({ Resource }) => String(Resource).split(":").at(-1))).toEqual(expected);
});
