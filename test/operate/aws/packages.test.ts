import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readEnvironment } from "../../../configs/read-environment";
import type { AwsEnvironmentInput } from "../../../configs/schema";
import { installedVersion, packagesOf, peerRange } from "../../../operate/aws/packages";
import { ROOT } from "../../support/cachefort";

const ALWAYS = ["@cdktf/provider-aws", "@smithy/signature-v4", "@aws-sdk/credential-provider-node"];
const SECRETS = "@aws-sdk/client-secrets-manager";
const { devDependencies: tested, peerDependencies: peers } = JSON.parse(
  readFileSync(join(ROOT, "package.json"), "utf8"),
) as Record<"devDependencies" | "peerDependencies", Record<string, string>>;
const CLUSTER = { name: "sessions", users: [{ name: "api", role: "readOnly", keys: ["a:*"] }] };

test.each([
  ["no cluster", {}, ALWAYS],
  ["users with IAM", { redis: [CLUSTER] }, ALWAYS],
  ["a chosen IAM", { redis: [{ ...CLUSTER, authentication: { api: { type: "iam" } } }] }, ALWAYS],
  [
    "a password",
    { redis: [{ ...CLUSTER, authentication: { api: { type: "password" } } }] },
    [...ALWAYS, SECRETS],
  ],
  ["a ring", { memcached: [{ name: "pages", users: [{ name: "web" }] }] }, [...ALWAYS, SECRETS]],
])("%s", (_case, input, packages) => {
  const environment = readEnvironment("prod", {
    target: "aws",
    region: "eu-central-1",
    account: "222233334444",
    network: { availabilityZones: ["eu-central-1a", "eu-central-1b"] },
    ...input,
  } as AwsEnvironmentInput);
  expect(packagesOf(environment)).toEqual(packages);
});

test.each([...ALWAYS, SECRETS])("%s is a peer that is installed for this project", (name) => {
  expect(peerRange(name)).toMatch(/^\^\d+\.\d+\.\d+$/);
  expect(installedVersion(name, ROOT)).toMatch(/^\d+\.\d+\.\d+$/);
});

test.each(Object.keys(peers).filter((name) => /^@(aws-sdk|smithy)\//.test(name)))(
  "%s is tested in the release that is meant",
  (name) => {
    // `npm run floors` runs this file too.
    const isFloor = process.env["CACHEFORT_FLOORS"] !== undefined;
    const meant = isFloor ? peers[name]?.replace("^", "") : tested[name];
    const { version } = jest.requireActual<{ version: string }>(`${name}/package.json`);
    expect(version).toBe(meant);
  },
);

test("a package that is not installed has no release, and a stranger is no peer", () => {
  expect(installedVersion("@cdktf/provider-nobody", ROOT)).toBeUndefined();
  expect(() => peerRange("@cdktf/provider-nobody")).toThrow("is no peer of the kit");
});
