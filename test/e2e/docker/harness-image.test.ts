import { execFile } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { smokeContainer } from "../../../constructs/harness/aws/smoke-container";
import { EventReader } from "../../../smoke/remote/event-lines";
import { writeOrder } from "../../../smoke/remote/order";
import { ROOT } from "../../support/cachefort";
import { docker } from "../../support/docker/engine";
import type { TaskContainer } from "../../support/docker/fargate-task";
import { startTestRing } from "../../support/memcached-ring";
import { makeNodeImage, NODE_IMAGE_LABEL } from "../../support/docker/node-image";

const BUILD_MS = 10 * 60_000;
const RUN_MS = 120_000;
const PORT = 22_020;
const BASE = "cachefort-test/node:base";
const IMAGE = { repository: "cachefort-test/harness", tag: "tested", uid: 1000, gid: 1000 };
const NAME = `${IMAGE.repository}:${IMAGE.tag}`;

const execute = promisify(execFile);
const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  version: string;
};

beforeAll(async () => {
  await makeNodeImage(BASE);
  await docker(
    // Whatever way the machine has to its registry of packages.
    ...["build", "--quiet", "--network", "host", "--build-arg", `NODE_IMAGE=${BASE}`],
    ...["--file", join(ROOT, "docker/harness/Dockerfile"), "--tag", NAME, ROOT],
  );
}, BUILD_MS);
afterAll(async () => {
  await docker("image", "rm", "--force", NAME, BASE);
  // What the first stage was.
  await docker("image", "prune", "--force", "--filter", `label=${NODE_IMAGE_LABEL}`);
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a container to its end. */
async function run(...args: readonly string[]): Promise<Ended> {
  try {
    const ended = await execute("docker", ["run", "--rm", ...args], { env: process.env });
    return { code: 0, ...ended };
  } catch (error) {
    return error as Ended;
  }
}

/** The same as ECS starts the task of a stack, with these variables beside its own. */
function runTask(variables: Readonly<Record<string, string>>, ...more: readonly string[]) {
  const place = { region: "eu-central-1", logGroup: "/cachefort/prod/smoke" };
  const container = smokeContainer(IMAGE, place) as TaskContainer;
  const [entry = "", ...words] = container.entryPoint;
  const { capabilities, tmpfs } = container.linuxParameters;
  const values = [
    ...container.environment.map(({ name, value }) => `${name}=${value}`),
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
  ];
  return run(
    ...["--init", "--read-only", "--user", container.user, "--entrypoint", entry, ...more],
    ...capabilities.drop.flatMap((each) => ["--cap-drop", each]),
    ...tmpfs.flatMap(({ containerPath, mountOptions, size }) => [
      "--tmpfs",
      `${containerPath}:${[...mountOptions, `size=${size}m`].join(",")}`,
    ]),
    ...values.flatMap((value) => ["--env", value]),
    ...[NAME, ...words, ...container.command],
  );
}

test("it is the harness of this release, and knows its checks", async () => {
  expect(await run(NAME, "--version")).toMatchObject({ code: 0, stdout: `${version}\n` });
  const { code, stdout } = await run(NAME, "smoke", "--list", "--json");
  expect(code).toBe(0);
  const { stdout: here } = await execute(process.execPath, [
    ...[join(ROOT, "bin/cachefort.js"), "smoke", "--list", "--json"],
  ]);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(here));
}, 60_000);

test("it has what the task loads of the AWS SDK, in the versions of the tests", async () => {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  const names = ["client-ecs", "client-elasticache", "client-s3", "client-secrets-manager"];
  const packages = names.map((name) => `@aws-sdk/${name}`);
  const program = `for (const name of ${JSON.stringify(packages)}) { require(name); console.log(require(name + "/package.json").version) }`;
  const { stdout } = await run("--entrypoint", "node", NAME, "-e", program);
  expect(stdout.trim().split("\n")).toEqual(packages.map((name) => devDependencies[name]));
});

test("it holds no test, no state and no secret of the folder that it was built from", async () => {
  const { stdout } = await run("--entrypoint", "ls", NAME, "-A", "/opt/cachefort");
  expect(stdout.trim().split("\n").sort()).toEqual([
    ...["bin", "cli", "clients", "configs", "constructs", "monitor", "node_modules", "operate"],
    ...["package.json", "secrets", "smoke", "tsconfig.json"],
  ]);
});

test(
  "started without an order it says so",
  async () => {
    const { code, stderr } = await runTask({});
    expect(code).toBe(2);
    expect(stderr).toContain("INTERNAL_ARGUMENT_MISSING");
    expect(stderr).toContain("CF_SMOKE_ORDER");
  },
  RUN_MS,
);

test(
  "started as ECS does it proves a ring, and tells it in its log",
  async () => {
    const ring = await startTestRing({ port: PORT, users: ["web"] });
    const secrets = mkdtempSync(join(tmpdir(), "cachefort-harness-"));
    try {
      // Of the user who the container runs as; they go with the ring.
      chmodSync(secrets, 0o755);
      for (const name of ["ca.crt", "web.password"]) {
        copyFileSync(join(ring.deployed.directory, name), join(secrets, name));
        chmodSync(join(secrets, name), 0o644);
      }
      const { manifest } = ring.deployed;
      const order = writeOrder({
        ...{ environment: "prod", suite: "quick", seed: 3, areFaultsAllowed: false },
        manifests: [
          {
            ...manifest,
            ...{ environment: "prod", target: "aws", name: "pages" },
            nodes: manifest.nodes.map((node) => ({ ...node, ref: `cachefort-prod/${node.id}` })),
            tls: { ...manifest.tls, ca: { file: "/run/ring/ca.crt" } },
            users: [{ name: "web", auth: { password: { file: "/run/ring/web.password" } } }],
          },
        ],
      });
      const { code, stderr, stdout } = await runTask(
        { CF_SMOKE_ORDER: order },
        ...["--network", "host", "--volume", `${secrets}:/run/ring:ro`],
      );
      const reader = new EventReader();
      const events = stdout.split("\n").flatMap((line) => reader.read(line) ?? []);
      const results = events.flatMap((event) => (event.type === "check-end" ? [event.result] : []));
      expect({ code, stderr, bad: results.filter(({ status }) => status !== "pass") }).toEqual({
        ...{ code: 0, bad: [] },
        stderr: expect.not.stringContaining("Error"),
      });
      expect(results.length).toBeGreaterThan(3);
      expect(events.at(-1)).toMatchObject({ type: "run-end", report: { environment: "prod" } });
    } finally {
      rmSync(secrets, { recursive: true });
      await ring.close();
    }
  },
  RUN_MS,
);
