import { readEnvironment } from "../../../configs/read-environment";
import { examineAws } from "../../../operate/aws/doctor";
import { pluginFolder } from "../../support/aws-terraform/workspace";
import { cachefortWith, ROOT } from "../../support/cachefort";
import { SignedService, stsCaller, TEST_KEYS } from "../../support/signed-service";
import { WITHOUT_CREDENTIALS } from "../../support/without-credentials";

/** Terraform takes the provider from the tests' folder, as its documentation tells of `TF_CLI_ARGS`. */
const OFFLINE = { TF_CLI_ARGS_init: `-plugin-dir=${pluginFolder()}` };
const LOGGED_IN = {
  ...WITHOUT_CREDENTIALS,
  AWS_ACCESS_KEY_ID: TEST_KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: TEST_KEYS.secretAccessKey,
  AWS_REGION: undefined,
};

interface Report {
  readonly isComplete: boolean;
  readonly fix: readonly string[];
  readonly prerequisites: readonly { readonly name: string; readonly status: string }[];
}

const before = process.env;
const services: SignedService[] = [];
afterEach(async () => {
  process.env = before;
  await Promise.all(services.splice(0).map((service) => service.stop()));
});

async function started(behaviour: Parameters<typeof SignedService.start>[0]): Promise<string> {
  const service = await SignedService.start(behaviour);
  services.push(service);
  return service.url;
}

async function doctor(env: NodeJS.ProcessEnv) {
  const { code, stderr, stdout } = await cachefortWith({ ...OFFLINE, ...env }, [
    "doctor",
    "prod",
    "--json",
  ]);
  const report = JSON.parse(stdout) as Report;
  const find = (name: string) => report.prerequisites.find((each) => each.name === name);
  return { code, stderr, report, find };
}

test("a machine with Terraform, provider, packages and a login lacks nothing", async () => {
  process.env = {
    ...before,
    ...OFFLINE,
    ...LOGGED_IN,
    AWS_ENDPOINT_URL_STS: await started(stsCaller("222233334444")),
    AWS_ENDPOINT_URL_ECR: await started({ status: 200, body: '{"imageDetails":[{}]}' }),
  };
  const environment = readEnvironment("prod", {
    target: "aws",
    region: "eu-central-1",
    account: "222233334444",
    network: { availabilityZones: ["eu-central-1a", "eu-central-1b"] },
    state: { bucket: "acme-state", region: "eu-central-1" },
    memcached: [{ name: "pages", users: [{ name: "web" }] }],
  });
  const found = await examineAws(ROOT, "prod", environment);
  expect(found.filter(({ status }) => status !== "ok")).toEqual([]);
  expect(found).toContainEqual({
    name: "provider hashicorp/aws",
    status: "ok",
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
  });
  expect(services.map(({ requests }) => requests.length)).toEqual([1, 1]);
});

test("doctor without credentials says what to set, and ends with 3", async () => {
  const { code, find, report, stderr } = await doctor(WITHOUT_CREDENTIALS);
  expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
  expect(report.isComplete).toBe(false);
  expect(find("credentials")).toEqual({
    name: "credentials",
    status: "missing",
    problem: expect.stringContaining("Could not load credentials"),
    fix: expect.stringContaining("set AWS_PROFILE"),
  });
  expect(report.fix).toContain("put your own number into `account` of configs/prod.ts");
});

test("doctor with credentials of another account says whose they are, and ends with 3", async () => {
  const AWS_ENDPOINT_URL_STS = await started(stsCaller("222233334444"));
  const { code, find } = await doctor({ ...LOGGED_IN, AWS_ENDPOINT_URL_STS });
  expect(code).toBe(3);
  expect(find("credentials")).toMatchObject({
    status: "unsuitable",
    problem: "of account 222233334444, and the environment's is 111122223333",
  });
});

test("a provider that Terraform cannot get is missing", async () => {
  const { code, find } = await doctor({
    ...WITHOUT_CREDENTIALS,
    TF_CLI_ARGS_init: "-plugin-dir=/nowhere",
  });
  expect(code).toBe(3);
  expect(find("provider hashicorp/aws")).toMatchObject({
    status: "missing",
    fix: expect.stringContaining("registry"),
  });
});
