import { readEnvironment } from "../../../configs/read-environment";
import type { AwsEnvironmentInput } from "../../../configs/schema";
import { type AwsMachine, examineAws } from "../../../operate/aws/doctor";
import { installedVersion } from "../../../operate/aws/packages";
import { ROOT } from "../../support/cachefort";
import { TEST_KEYS } from "../../support/signed-service";

const CLUSTER = { name: "sessions", users: [{ name: "api", role: "readOnly", keys: ["a:*"] }] };
const WITH_PASSWORD = { ...CLUSTER, authentication: { api: { type: "password" } } };
const RING = { name: "pages", users: [{ name: "web" }] };
const STATE = { bucket: "acme-state", region: "eu-central-1" };
const PLACE: AwsEnvironmentInput = {
  target: "aws",
  region: "eu-central-1",
  account: "222233334444",
  network: { availabilityZones: ["eu-central-1a", "eu-central-1b"] },
  state: STATE,
  memcached: [RING],
};
const COMPLETE: AwsMachine = {
  region: "eu-central-1",
  terraform: () => Promise.resolve({ name: "terraform", status: "ok", version: "1.11.4" }),
  provider: () => Promise.resolve({ version: "6.50.0" }),
  packageVersion: (name) => installedVersion(name, ROOT),
  credentials: () => Promise.resolve({ credentials: TEST_KEYS }),
  caller: (_credentials, { account }) => Promise.resolve({ account }),
  image: () => Promise.resolve({ found: true }),
};
const IMAGE =
  "image 222233334444.dkr.ecr.eu-central-1.amazonaws.com/cachefort/memcached:1.6.45-bookworm";

/** What is found on a machine that has everything but for some. */
function examined(machine: Partial<AwsMachine> = {}, input: Partial<AwsEnvironmentInput> = {}) {
  return examinedAs({ ...PLACE, ...input }, machine);
}

function examinedAs(input: AwsEnvironmentInput, machine: Partial<AwsMachine> = {}) {
  const environment = readEnvironment("prod", input);
  return examineAws(ROOT, "prod", environment, { ...COMPLETE, ...machine });
}

test("on a machine that has everything nothing is to be mended", async () => {
  const found = await examined();
  expect(found.map(({ name, status }) => [status, name])).toEqual([
    ["ok", "terraform"],
    ["ok", "provider hashicorp/aws"],
    ["ok", "package @cdktf/provider-aws"],
    ["ok", "package @smithy/signature-v4"],
    ["ok", "package @aws-sdk/credential-provider-node"],
    ["ok", "package @aws-sdk/client-secrets-manager"],
    ["ok", "region eu-central-1"],
    ["ok", "account 222233334444"],
    ["ok", "state s3://acme-state"],
    ["ok", "credentials"],
    ["ok", IMAGE],
  ]);
  expect(found.filter(({ fix }) => fix !== undefined)).toEqual([]);
});

test.each<[string, string, Partial<AwsMachine>, Partial<AwsEnvironmentInput>]>([
  [
    "missing",
    "terraform",
    {
      terraform: () =>
        Promise.resolve({ name: "terraform", status: "missing", problem: "not installed" }),
    },
    {},
  ],
  [
    "missing",
    "provider hashicorp/aws",
    { provider: () => Promise.resolve({ problem: "Failed to query" }) },
    {},
  ],
  ...[
    "@cdktf/provider-aws",
    "@smithy/signature-v4",
    "@aws-sdk/credential-provider-node",
    "@aws-sdk/client-secrets-manager",
  ].map((name): [string, string, Partial<AwsMachine>, object] => [
    "missing",
    `package ${name}`,
    {
      packageVersion: (each) => (each === name ? undefined : installedVersion(each, ROOT)),
    },
    {},
  ]),
  ["warning", "region eu-central-1", { region: "us-east-1" }, {}],
  ["unsuitable", "account 111122223333", {}, { account: "111122223333" }],
  ["unsuitable", "state s3://example-state", {}, { state: { ...STATE, bucket: "example-state" } }],
  ["missing", IMAGE, { image: () => Promise.resolve({ missing: "image" }) }, {}],
])("%s: %s alone is told, with what to do", async (status, name, machine, input) => {
  const bad = (await examined(machine, input)).filter((each) => each.status !== "ok");
  expect(bad).toEqual([
    expect.objectContaining({ name, status, problem: expect.any(String), fix: expect.any(String) }),
  ]);
});

test("without a bucket for the state there is a warning", async () => {
  const { state: _state, ...local } = PLACE;
  const found = await examinedAs(local);
  expect(found.filter(({ status }) => status !== "ok")).toEqual([
    expect.objectContaining({ name: "state", status: "warning" }),
  ]);
});

test.each<[string, Partial<AwsMachine>]>([
  ["missing", { credentials: () => Promise.resolve({ none: "none found" }) }],
  ["unsuitable", { caller: () => Promise.resolve({ account: "555566667777" }) }],
  ["unsuitable", { caller: () => Promise.resolve({ refused: "ExpiredToken: old" }) }],
])("credentials that are %s are shown to nobody but their owner", async (status, machine) => {
  const image = jest.fn(COMPLETE.image);
  const bad = (await examined({ ...machine, image })).filter((each) => each.status !== "ok");
  expect(bad).toEqual([
    expect.objectContaining({ name: "credentials", status, fix: expect.any(String) }),
    {
      name: IMAGE,
      status: "warning",
      problem: "not looked for: no credentials of the environment's account",
    },
  ]);
  expect(image).not.toHaveBeenCalled();
});

test("an image of several rings is looked for once, with the credentials that were found", async () => {
  const image = jest.fn(COMPLETE.image);
  await examined({ image }, { memcached: [RING, { ...RING, name: "carts" }] });
  expect(image.mock.calls).toEqual([
    [expect.objectContaining({ repository: "cachefort/memcached" }), TEST_KEYS],
  ]);
});

test("an image of another registry is not looked for", async () => {
  const own = { repository: "memcached", tag: "1.6.45", registry: "registry.example.com" };
  const ring = { ...RING, image: { ...own, uid: 11211, gid: 11211, version: "1.6.45" } };
  const image = jest.fn(COMPLETE.image);
  const found = await examined({ image }, { memcached: [ring] });
  expect(found.at(-1)).toMatchObject({
    name: "image registry.example.com/memcached:1.6.45",
    status: "ok",
  });
  expect(image).not.toHaveBeenCalled();
});

test.each([
  ["5.100.0", CLUSTER],
  ["6.44.0", WITH_PASSWORD],
])("a provider from %s is looked for", async (floor, cluster) => {
  const provider = jest.fn(COMPLETE.provider);
  await examined({ provider }, { redis: [cluster] } as Partial<AwsEnvironmentInput>);
  expect(provider.mock.calls).toEqual([
    [{ source: "hashicorp/aws", version: `>= ${floor}, < 7.0.0` }],
  ]);
});
