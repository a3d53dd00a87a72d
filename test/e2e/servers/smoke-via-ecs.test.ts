import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import type { MemcachedManifest } from "../../../constructs/core/manifest";
import { ROOT, type CommandResult } from "../../support/cachefort";
import {
  type ReportFolder,
  REPORT_FOLDER_VARIABLE,
} from "../../../constructs/harness/aws/report-bucket";
import type { RunReport } from "../../../smoke/report";
import { readReport } from "../../../smoke/report-reader";
import { type Actions, FakeAws } from "../../support/aws-api/fake-aws";
import { FakeBucket, type FakeBucketProps } from "../../support/aws-api/fake-bucket";
import {
  FakeSmokeTask,
  type FakeSmokeTaskProps,
  SMOKE_PLACE,
} from "../../support/aws-api/fake-smoke-task";
import { startTestRing, type TestRing } from "../../support/memcached-ring";

const PORT = 21_980;
/** As the task's definition names it to the harness. */
const REPORTS: ReportFolder = {
  ...{ bucketName: "example-reports", region: "eu-central-1" },
  ...{ keyPrefix: "cachefort/prod/", bucketOwner: "111122223333" },
};

let ring: TestRing;
let project: string;
let fake: FakeAws | undefined;
let task: FakeSmokeTask;

beforeAll(async () => {
  ring = await startTestRing({ port: PORT, users: ["web"] });
  project = mkdtempSync(join(tmpdir(), "cachefort-via-ecs-"));
  writeFileSync(join(project, "cdktf.json"), "{}");
  const { directory, manifest } = ring.deployed;
  put({
    ...manifest,
    ...{ environment: "prod", target: "aws", name: "pages" },
    nodes: manifest.nodes.map((node) => ({ ...node, ref: `cachefort-prod/pages-${node.id}` })),
    // The task finds the same files as this machine: it is a process of it.
    tls: { ...manifest.tls, ca: { file: join(directory, "ca.crt") } },
    users: [{ name: "web", auth: { password: { file: join(directory, "web.password") } } }],
  });
  deploy({ "cachefort-prod": { smoke: SMOKE_PLACE } });
});
afterAll(async () => {
  await ring.close();
  rmSync(project, { recursive: true });
});
afterEach(async () => {
  const refused = fake?.refused;
  task.close();
  await fake?.close();
  fake = undefined;
  expect(refused ?? []).toEqual([]);
});

function put(manifest: MemcachedManifest): void {
  const folder = join(project, ".cachefort/prod/manifests");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${manifest.name}.json`), JSON.stringify(manifest));
}

function deploy(outputs: object): void {
  const folder = join(project, ".cachefort/prod/state");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "outputs.json"), JSON.stringify(outputs));
}

async function serve(props: FakeSmokeTaskProps = {}, more: Actions = {}): Promise<FakeAws> {
  task = new FakeSmokeTask(props);
  fake = await FakeAws.start({ ecs: { ...task.ecs, ...more }, logs: task.logs });
  return fake;
}

/** The same with a task that stores its reports. */
async function serveWithBucket(
  props: Partial<FakeBucketProps> = {},
  more: Actions = {},
): Promise<FakeBucket> {
  const { bucketName, bucketOwner, keyPrefix } = REPORTS;
  const bucket = new FakeBucket({
    ...{ name: bucketName, owner: bucketOwner, allowedPrefix: keyPrefix },
    ...props,
  });
  task = new FakeSmokeTask({ environment: { [REPORT_FOLDER_VARIABLE]: JSON.stringify(REPORTS) } });
  fake = await FakeAws.start({
    ...{ ecs: task.ecs, logs: task.logs, s3: { ...bucket.actions, ...more } },
  });
  return bucket;
}

/** Another ring of the same servers, which is not what its manifest says. */
function putWrong(): void {
  const { directory, manifest } = ring.deployed;
  put({
    ...manifest,
    ...{ environment: "prod", target: "aws", name: "wrong" },
    engine: { name: "memcached", version: "1.2.3" },
    tls: { ...manifest.tls, ca: { file: join(directory, "ca.crt") } },
    users: [{ name: "web", auth: { password: { file: join(directory, "web.password") } } }],
  });
}

/** The one report of a bucket. */
function storedIn({ objects }: FakeBucket): { name: string; report: RunReport } {
  const [name = ""] = [...objects.keys()].filter((key) => key.endsWith(".json"));
  return { name, report: readReport(objects.get(name)?.body ?? "", name) };
}

function remove(name: string): void {
  rmSync(join(project, `.cachefort/prod/manifests/${name}.json`));
}

interface Running {
  readonly ended: Promise<CommandResult>;
  /** Interrupts when standard error has a text. */
  interruptAt(text: string): void;
}

function smoke(...words: readonly string[]): Running {
  const child = spawn(
    process.execPath,
    [join(ROOT, "bin/cachefort.js"), "smoke", "prod", ...words],
    {
      cwd: project,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let stdout = "";
  let stderr = "";
  let waited: string | undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    if (waited !== undefined && stderr.includes(waited)) {
      waited = undefined;
      child.kill("SIGINT");
    }
  });
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { ended, interruptAt: (text) => void (waited = text) };
}

/** What two runs have in common: not their moments, their measures and the id of the run. */
function comparable(text: string): string {
  return text.replaceAll(/run [0-9a-f]{8}/g, "run #").replaceAll(/\d+(\.\d+)?/g, "#");
}

/** What ECS says of the task, and the SDK of Node, stand beside the output of the harness. */
function withoutTask(stderr: string): string {
  return stderr
    .replaceAll(/^task a{32}: [A-Z]+\n/gm, "")
    .replaceAll(/^\(node:[^]*?more[^\n]*\n/gm, "");
}

test("output and exit code are those of a run on this machine", async () => {
  const aws = await serve();
  const words = ["--suite", "standard", "--seed", "11"];
  const there = await smoke(...words, "--via", "ecs").ended;
  const here = await smoke(...words).ended;
  expect(there.code).toBe(0);
  expect(here.code).toBe(0);
  expect(comparable(there.stdout)).toBe(comparable(here.stdout));
  expect(there.stdout).toContain("environment prod · suite standard");
  expect(there.stdout).toContain("seed 11");
  expect(there.stdout).toContain("only with --allow-faults");
  expect(comparable(withoutTask(there.stderr))).toContain(comparable("pages: memcached/access …"));
  expect(aws.countOf("RunTask")).toBe(1);
  expect(aws.countOf("StopTask")).toBe(0);
});

test("no secret is in the request, in the log or in what is told", async () => {
  const aws = await serve();
  const { stderr, stdout } = await smoke("--via", "ecs", "--json").ended;
  const password = ring.passwords.get("web") ?? "";
  expect(password.length).toBeGreaterThan(15);
  for (const text of [JSON.stringify(aws.calls), task.lines.join("\n"), stderr, stdout]) {
    expect(text).not.toContain(password);
    expect(text).not.toContain(Buffer.from(password).toString("base64"));
    expect(text).not.toContain("PRIVATE KEY");
  }
  expect(task.lines.length).toBeGreaterThan(10);
  const report = JSON.parse(stdout) as { schema: string; results: { status: string }[] };
  expect(report.schema).toBe("cachefort.smoke/v1");
  expect(new Set(report.results.map(({ status }) => status))).toEqual(new Set(["pass"]));
});

test("a check that fails there fails here", async () => {
  const file = join(project, "smoke.xml");
  putWrong();
  try {
    await serve();
    const there = await smoke("--via", "ecs", "--name", "wrong", "--junit", file).ended;
    expect(there.code).toBe(1);
    expect(there.stdout).toContain("✗ memcached/stats");
    expect(there.stdout).toContain("version 1.");
  } finally {
    remove("wrong");
  }
});

test("an interruption stops the task, whose report comes all the same", async () => {
  // The check under way asks for the tasks of a node, and waits.
  const aws = await serve({}, { ListTasks: () => sleep(60_000, {}, { ref: false }) });
  const run = smoke("--via", "ecs", "--suite", "standard", "--allow-faults");
  run.interruptAt("memcached/rolling-restart …");
  const { code, stderr, stdout } = await run.ended;
  expect({ code, stderr }).toEqual({
    code: 130,
    stderr: expect.stringContaining("interrupted: stopping the task"),
  });
  expect(stdout).toContain("! memcached/rolling-restart");
  expect(stdout).toContain("· interrupted");
  expect(aws.countOf("StopTask")).toBe(1);
  expect(task.stopReason).toBe("cachefort smoke was interrupted");
});

test("an interruption before the harness has begun has no report", async () => {
  await serve({ program: ["-e", "setInterval(() => undefined, 1000)"] });
  const run = smoke("--via", "ecs");
  run.interruptAt("RUNNING");
  const { code, stderr, stdout } = await run.ended;
  expect([code, stdout]).toEqual([130, ""]);
  expect(stderr).toContain("the task was stopped before it could report");
  expect(stderr).not.toContain("SMOKE_REPORT_LOST");
}, 90_000);

test("what the harness refuses there is told as it is here", async () => {
  const { manifest } = ring.deployed;
  put({
    ...manifest,
    ...{ environment: "prod", target: "aws", name: "away" },
    nodes: manifest.nodes.map((node) => ({ ...node, port: 1 })),
  });
  try {
    await serve();
    const here = await smoke("--name", "away").ended;
    const there = await smoke("--name", "away", "--via", "ecs").ended;
    expect([there.code, there.stdout]).toEqual([3, ""]);
    expect([here.code, here.stdout]).toEqual([3, ""]);
    expect(withoutTask(there.stderr)).toContain(here.stderr);
    expect(here.stderr).toContain("SMOKE_TARGET_UNREACHABLE");
  } finally {
    remove("away");
  }
});

test.each([
  [
    { stoppedReason: "CannotPullContainerError: no such image" },
    "CannotPullContainerError",
    "no exit code",
  ],
  [{ program: ["-e", 'console.error("it broke"); process.exit(70)'] }, "it broke", "exit code 70"],
])(
  "a task that ends without a report says why: %j",
  async (props, reason, code) => {
    await serve(props);
    const result = await smoke("--via", "ecs").ended;
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("SMOKE_REPORT_LOST");
    expect(result.stderr).toContain(reason);
    expect(result.stderr).toContain(code);
  },
  90_000,
);

test("an environment that has no such task says what to set", async () => {
  deploy({ "cachefort-prod": { manifests: {} } });
  try {
    const aws = await serve();
    const { code, stderr } = await smoke("--via", "ecs").ended;
    expect(code).toBe(3);
    expect(stderr).toContain("SMOKE_TASK_UNDEPLOYED");
    expect(aws.calls).toEqual([]);
  } finally {
    deploy({ "cachefort-prod": { smoke: SMOKE_PLACE } });
  }
});

describe("with a bucket for reports", () => {
  test("the report is there as it is told here, and where it lies is said", async () => {
    const bucket = await serveWithBucket();
    const { code, stderr, stdout } = await smoke("--via", "ecs", "--json").ended;
    expect(code).toBe(0);
    const [json = "", junit = ""] = [...bucket.objects.keys()].sort();
    expect(json).toMatch(/^cachefort\/prod\/\d{8}T\d{6}Z-[0-9a-f]{8}\.json$/);
    expect(junit).toBe(json.replace(/json$/, "junit.xml"));
    expect(bucket.objects.get(json)?.body).toBe(stdout);
    expect(bucket.objects.get(junit)?.body).toContain('<testsuites name="cachefort smoke"');
    expect(withoutTask(stderr)).toContain(`report: s3://example-reports/${json}\n`);
    expect(stderr).toContain(`report: s3://example-reports/${junit}\n`);
  });

  test("a run that has failed is stored, and stays failed", async () => {
    putWrong();
    try {
      const bucket = await serveWithBucket();
      const { code, stderr } = await smoke("--via", "ecs", "--name", "wrong").ended;
      expect(code).toBe(1);
      const { name, report } = storedIn(bucket);
      expect(stderr).toContain(`report: s3://example-reports/${name}`);
      expect(report.results.filter(({ status }) => status === "fail").map(({ id }) => id)).toEqual([
        "memcached/stats",
      ]);
    } finally {
      remove("wrong");
    }
  });

  test("an interrupted run is stored", async () => {
    const bucket = await serveWithBucket();
    const run = smoke("--via", "ecs", "--suite", "standard");
    run.interruptAt("memcached/");
    const { code, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stderr).toContain("report: s3://example-reports/cachefort/prod/");
    const { name, report } = storedIn(bucket);
    expect(stderr).toContain(name);
    expect(report.isInterrupted).toBe(true);
  });

  test("a report that cannot be stored is told all the same, and the run has not succeeded", async () => {
    await serveWithBucket({ allowedPrefix: "others/" });
    const { code, stderr, stdout } = await smoke("--via", "ecs", "--json").ended;
    expect(code).toBe(3);
    expect(readReport(stdout, "the output").results.length).toBeGreaterThan(0);
    expect(stderr).toContain("SMOKE_REPORT_NOT_STORED");
    expect(stderr).toContain("allow s3:PutObject to the role that runs this");
    expect(stderr).not.toContain("report: s3:");
  });

  test("a task that ends while it stores has not stored", async () => {
    await serveWithBucket(
      {},
      {
        PutObject: () => {
          task.close();
          return {};
        },
      },
    );
    const { code, stderr, stdout } = await smoke("--via", "ecs", "--json").ended;
    expect(code).toBe(3);
    expect(readReport(stdout, "the output").isInterrupted).toBe(false);
    expect(stderr).toContain("SMOKE_REPORT_NOT_STORED");
    expect(stderr).toContain("the task has ended before: Essential container in task exited");
  }, 90_000);
});
