import {
  accountFinding,
  credentialsFinding,
  type Login,
  packageFinding,
  regionFinding,
  stateFinding,
  terraformFinding,
} from "../../../operate/aws/findings";

const NAME = "terraform";

test.each([
  [
    { name: NAME, status: "ok", path: "/bin/terraform", version: "1.11.4" } as const,
    { name: NAME, status: "ok", version: "1.11.4" },
  ],
  [
    { name: NAME, status: "missing", problem: "not installed" } as const,
    {
      name: NAME,
      status: "missing",
      problem: "not installed",
      fix: expect.stringContaining("install Terraform 1.11 or later"),
    },
  ],
  [
    {
      name: NAME,
      status: "unsuitable",
      path: "/bin/terraform",
      version: "1.10.0",
      problem: "older than 1.11",
    } as const,
    {
      name: NAME,
      status: "unsuitable",
      version: "1.10.0",
      problem: "older than 1.11",
      fix: "replace /bin/terraform: it is older than 1.11",
    },
  ],
])("Terraform: %j", (found, told) => {
  expect(terraformFinding(found, "debian")).toEqual(told);
});

test.each([
  ["21.22.1", "ok", undefined],
  ["21.30.0", "ok", undefined],
  ["21.22.0", "unsuitable", "not a release of ^21.22.1"],
  ["22.0.0", "unsuitable", "not a release of ^21.22.1"],
  [undefined, "missing", "not installed"],
])("a package of ^21.22.1 in release %s is %s", (version, status, problem) => {
  const found = packageFinding("@cdktf/provider-aws", "^21.22.1", version);
  expect(found).toEqual({
    name: "package @cdktf/provider-aws",
    status,
    ...(version === undefined ? {} : { version }),
    ...(problem === undefined
      ? {}
      : { problem, fix: 'npm install "@cdktf/provider-aws@^21.22.1"' }),
  });
});

test.each([undefined, "", "eu-central-1"])("AWS_REGION %j leads nobody astray", (shell) => {
  expect(regionFinding("eu-central-1", shell)).toEqual({
    name: "region eu-central-1",
    status: "ok",
  });
});

test("another AWS_REGION is a warning", () => {
  expect(regionFinding("eu-central-1", "us-east-1")).toEqual({
    name: "region eu-central-1",
    status: "warning",
    problem: "AWS_REGION is us-east-1, where clients and the harness would look for secrets",
    fix: "export AWS_REGION=eu-central-1",
  });
});

test.each(["111122223333", "123456789012"])("the account %s is nobody's own", (account) => {
  expect(accountFinding(account, "prod")).toEqual({
    name: `account ${account}`,
    status: "unsuitable",
    problem: "an example's",
    fix: "put your own number into `account` of configs/prod.ts",
  });
});

test("any other account will do", () => {
  expect(accountFinding("222233334444", "prod")).toEqual({
    name: "account 222233334444",
    status: "ok",
  });
});

test.each([
  [
    { bucket: "example-terraform-state", region: "eu-central-1" },
    {
      name: "state s3://example-terraform-state",
      status: "unsuitable",
      problem: "an example's bucket",
      fix: "put a bucket of your own into `state` of configs/prod.ts",
    },
  ],
  [
    { bucket: "acme-example-state", region: "eu-central-1" },
    { name: "state s3://acme-example-state", status: "ok" },
  ],
  [
    undefined,
    {
      name: "state",
      status: "warning",
      problem:
        "in the environment's folder alone: a deployment from anywhere else would make everything anew",
      fix: "name a bucket in `state` of configs/prod.ts",
    },
  ],
])("the state: %j", (state, told) => {
  expect(stateFinding(state, "prod")).toEqual(told);
});

const SET = /^set AWS_PROFILE \(after `aws sso login`\), or AWS_ACCESS_KEY_ID/;

test.each<[Login, object]>([
  [{ account: "222233334444" }, { status: "ok", problem: "of account 222233334444" }],
  [
    { account: "555566667777" },
    {
      status: "unsuitable",
      problem: "of account 555566667777, and the environment's is 222233334444",
      fix: expect.stringContaining("another AWS_PROFILE"),
    },
  ],
  [
    { refused: "ExpiredToken: it is old" },
    {
      status: "unsuitable",
      problem: "AWS refuses them: ExpiredToken: it is old",
      fix: expect.stringMatching(/^log in again: set AWS_PROFILE/),
    },
  ],
  [
    { unreachable: "sts.example: no answer within 5 s" },
    {
      status: "unsuitable",
      problem: "AWS was not reached to say whose they are: sts.example: no answer within 5 s",
      fix: expect.stringContaining("AWS_ENDPOINT_URL_STS"),
    },
  ],
  [
    { none: "Could not load credentials" },
    {
      status: "missing",
      problem: "Could not load credentials",
      fix: expect.stringMatching(SET),
    },
  ],
  [
    { none: "not looked for", fix: "npm install" },
    { status: "missing", problem: "not looked for", fix: "npm install" },
  ],
])("credentials: %j", (login, told) => {
  expect(credentialsFinding("222233334444", login)).toEqual({ name: "credentials", ...told });
});
