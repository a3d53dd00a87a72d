import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newRunValues } from "../../../operate/aws/run-values";
import { until } from "../../../operate/host/until";
import { awsRing } from "../../support/aws-ring";
import { renderedContainers } from "../../support/aws-terraform/rendered-containers";
import { runInNetwork } from "../../support/docker/client-container";
import { docker } from "../../support/docker/engine";
import { startTask, taskContainer, type TaskContainer } from "../../support/docker/fargate-task";
import { ACCOUNTS, MEMCACHED_PWDB } from "../../support/docker/images";
import { Template } from "../../support/template";

jest.setTimeout(300_000);

const NETWORK = "cachefort-test-fargate";
const SUBNET = "10.213.192.0/24";
const [repository = "", tag = ""] = MEMCACHED_PWDB.name.split(":");
const image = {
  ...{ repository, tag, ...ACCOUNTS.memcache, patchedBy: "distribution" as const },
  version: MEMCACHED_PWDB.programs["memcached"] ?? "",
};
const { ring, stack } = awsRing({
  image,
  metricsSeconds: 10,
  authentication: { web: { alternating: true, rotation: 1 } },
});
const { model } = ring;
const nameOf = (node: string): string => `cachefort-test-fargate-${node}`;

let folder = "";
let secrets: Record<string, string> = {};
const containers = new Map<string, TaskContainer>();

/** What the nodes' definitions refer to, and what Secrets Manager holds, are one and the same. */
async function makeSecrets(): Promise<(valueFrom: string) => string> {
  const values = await newRunValues({ rings: [model] });
  const of = (name: string): string => values[name] ?? "";
  const certificate = {
    certificate: of("pages__tls_certificate"),
    key: of("pages__tls_key"),
    authority: of("pages__tls_authority"),
  };
  const logins = model.logins.map(({ name, secret }) => ({
    secret,
    address: `pages_${name}`,
    value: { username: name, password: of(`pages_${name.replaceAll("-", "_")}_password`) },
  }));
  const byAddress: Record<string, Record<string, string>> = { pages__certificate: certificate };
  for (const { address, value } of logins) byAddress[address] = value;
  secrets = Object.fromEntries([
    ...["a", "b"].map((letter) => [`prod/pages/tls/authority-${letter}`, certificate.authority]),
    ...logins.map(({ secret, value }) => [secret, JSON.stringify(value)]),
  ]) as Record<string, string>;
  return (valueFrom) => {
    const [, address = "", field = ""] =
      /^aws_secretsmanager_secret\.(.+)\.arn:(\w+)::$/.exec(valueFrom) ?? [];
    const value = byAddress[address]?.[field];
    if (value === undefined || value === "") throw new Error(`no secret behind ${valueFrom}`);
    return value;
  };
}

interface Outcome {
  readonly results: readonly { readonly id: string; readonly status: string }[];
  readonly failures: string;
  readonly kept: number;
  readonly holders: readonly string[];
}

async function run(suite: string): Promise<Outcome> {
  const files = { manifest: join(folder, "pages.json"), secrets: join(folder, "secrets.json") };
  writeFileSync(files.manifest, JSON.stringify(ring.manifest));
  writeFileSync(files.secrets, JSON.stringify(secrets), { mode: 0o600 });
  const program = "test/support/docker/suite-program.ts";
  const { stdout } = await runInNetwork(
    { network: NETWORK, folders: [folder] },
    `node --import tsx ${program} ${files.manifest} ${files.secrets} ${suite}`,
  );
  return JSON.parse(stdout) as Outcome;
}

let secretOf: (valueFrom: string) => string;

async function start(node: string): Promise<void> {
  const container = containers.get(node);
  if (container === undefined) throw new Error(`no task definition of node ${node}`);
  const { cpuUnits, memoryMib } = model.size;
  const host = model.nodes.find(({ id }) => id === node)?.host ?? "";
  const name = nameOf(node);
  await startTask(container, { name, host, network: NETWORK, memoryMib, cpuUnits, secretOf });
}

async function healthy(node: string): Promise<boolean> {
  return (
    (await docker("inspect", "--format", "{{.State.Health.Status}}", nameOf(node))) === "healthy"
  );
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cachefort-fargate-"));
  const tasks = Template.of(stack).resources("aws_ecs_task_definition");
  for (const { id } of model.nodes) {
    const text = tasks[`pages_${id}`]?.["container_definitions"] as string;
    containers.set(id, taskContainer(renderedContainers(text)));
  }
  secretOf = await makeSecrets();
  await docker("network", "create", "--subnet", SUBNET, NETWORK);
  for (const { id } of model.nodes) await start(id);
});
afterAll(async () => {
  await docker("rm", "--force", "--volumes", ...model.nodes.map(({ id }) => nameOf(id)));
  await docker("network", "rm", NETWORK);
  rmSync(folder, { recursive: true });
});

test("what ECS would start becomes healthy", async () => {
  for (const { id } of model.nodes) {
    expect([id, await until(60_000, () => healthy(id))]).toEqual([id, true]);
  }
});

test("the harness proves the ring from within its network, and says what only an account shows", async () => {
  const { failures, holders, results } = await run("standard");
  const skipped = results.filter(({ status }) => status === "skip").map(({ id }) => id);
  expect(skipped.sort()).toEqual(["memcached/node-stopped", "memcached/rolling-restart"]);
  expect(results.filter(({ status }) => status === "fail")).toEqual([]);
  expect(failures).not.toContain("fail");
  expect(results.length).toBeGreaterThan(8);
  expect(holders).toEqual(ring.manifest.ring.servers);
});

test("no secret lies in a node's environment, and nothing on its disk", async () => {
  for (const { id } of model.nodes) {
    const environ = await docker("exec", nameOf(id), "sh", "-c", "tr '\\0' '\\n' </proc/1/environ");
    for (const text of [...Object.values(secrets), "BEGIN"]) {
      const value = text.startsWith("{")
        ? (JSON.parse(text) as { password: string }).password
        : text;
      expect(environ).not.toContain(value.slice(0, 40));
    }
    expect(await docker("diff", nameOf(id))).not.toMatch(/passwords|node\.key/);
    await expect(docker("exec", nameOf(id), "touch", "/etc/x")).rejects.toThrow("Read-only");
  }
});

test("a node tells CloudWatch its figures, in its log", async () => {
  let line: string | undefined;
  await until(30_000, async () => {
    const log = await docker("logs", nameOf("0"));
    line = log.split("\n").find((text) => text.startsWith("{"));
    return line !== undefined;
  });
  const figures = JSON.parse(line ?? "") as Record<string, unknown> & {
    _aws: { CloudWatchMetrics: { Namespace: string; Metrics: { Name: string }[] }[] };
  };
  const [metrics] = figures._aws.CloudWatchMetrics;
  expect(metrics?.Namespace).toBe("Cachefort/Memcached");
  expect(figures).toMatchObject({ Environment: "prod", Ring: "pages", Node: "0" });
  for (const { Name } of metrics?.Metrics ?? []) expect(typeof figures[Name]).toBe("number");
});

test("a task that is replaced comes back under its name, empty; the others keep their keys", async () => {
  await run("quick");
  await docker("rm", "--force", nameOf("1"));
  await start("1");
  expect(await until(60_000, () => healthy("1"))).toBe(true);
  const { holders, kept, results } = await run("quick");
  expect(results.filter(({ status }) => status === "fail")).toEqual([]);
  expect(holders).toEqual(ring.manifest.ring.servers);
  expect(kept).toBeGreaterThan(20);
  expect(kept).toBeLessThan(60);
});
