import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HostDriver } from "../../../smoke/faults/host";
import { readManifest } from "../../../constructs/core/manifest-reader";
import type { HealthReport } from "../../../monitor/health/report";
import type { RuleFile } from "../../../monitor/rules/prometheus-rules";
import { isAlive } from "../../../operate/host/process-identity";
import { startNode } from "../../../operate/host/node-launch";
import { cachefort, cachefortWith, ROOT, startCachefort } from "../../support/cachefort";
import { interruptedSmoke, JOURNAL } from "../../support/interrupted-smoke";
import { interruptedUp } from "../../support/interrupted-up";
import {
  keyCounts,
  nodeFolder,
  paths,
  redisDeployed,
  serverPids,
  terraform,
} from "../../support/ci-environment";
import { filesBelow, secretsIn, secretTexts } from "../../support/secret-search";
import { unzip } from "../../support/unzip";

/** Clusters and rings of `configs/ci.ts` with the ids of their nodes. */
const NODES = {
  sessions: ["0-0", "1-0", "2-0", "0-1", "1-1", "2-1"],
  queue: ["0-0", "1-0", "2-0", "0-1", "1-1", "2-1"],
  pages: ["0", "1", "2"],
  images: ["0", "1"],
};

jest.setTimeout(300_000);

async function up(...options: string[]): Promise<{ stdout: string; stderr: string }> {
  const result = await cachefort("up", "ci", "--no-install", ...options);
  if (result.code !== 0)
    throw new Error(`up ended with ${result.code}:\n${result.stderr}\n${result.stdout}`);
  return result;
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
const refOf = (name: string, id: string): string => nodeFolder(name, id).path;
const driver = new HostDriver(paths.manifests);

let first: { stdout: string; stderr: string };
beforeAll(async () => {
  await cachefort("down", "ci", "--data");
  first = await up();
});
afterAll(async () => {
  await cachefort("down", "ci", "--data");
});

describe("up", () => {
  test("says what there is and what to type next, and shows the time of each phase", () => {
    expect(first.stdout).toContain("sessions: Redis Cluster, 3 shards × (1 primary + 1 replica)");
    expect(first.stdout).toContain("images: SASL Memcached ring, 2 nodes");
    expect(first.stdout).toContain("127.0.0.1:7100, 7101, 7102, 7103, 7104, 7105");
    expect(first.stdout).toContain("users     api, report, counter");
    expect(first.stdout).toMatch(/CA {8}\S+\/secrets\/ca\.crt/);
    expect(first.stdout.trimEnd().split("\n").slice(-4)).toEqual([
      "Next:",
      expect.stringContaining("cachefort smoke ci"),
      expect.stringContaining("cachefort connect ci"),
      expect.stringContaining("cachefort down ci"),
    ]);
    for (const phase of ["prerequisites", "secrets and certificates", "deploy", "smoke"]) {
      expect(first.stderr).toMatch(new RegExp(`^${phase}.*: done in \\d+\\.\\d s$`, "m"));
    }
  });

  test("prints no error line, offline as well", () => {
    expect(first.stderr + readFileSync(join(paths.logs, "deploy.log"), "utf8")).not.toContain(
      "[ERROR]",
    );
  });

  test("runs every server, none as root, each folder for its own account only", () => {
    for (const [name, ids] of Object.entries(NODES)) {
      for (const id of ids) {
        const folder = nodeFolder(name, id);
        const server = folder.server();
        expect(server !== undefined && isAlive(server)).toBe(true);
        const { uid } = statSync(`/proc/${server?.pid}`);
        expect(uid).not.toBe(0);
        for (const part of [folder.conf(""), folder.data(""), folder.run("")]) {
          expect([part, statSync(part).mode & 0o777, statSync(part).uid]).toEqual([
            part,
            0o700,
            uid,
          ]);
        }
        for (const file of filesBelow(folder.conf(""))) {
          expect([file, statSync(file).mode & 0o777, statSync(file).uid]).toEqual([
            file,
            0o600,
            uid,
          ]);
        }
        // What root trusts when it starts or stops the node is out of the server's reach.
        const caller = process.getuid?.();
        for (const file of [folder.path, folder.launch, folder.runner, folder.log]) {
          expect([file, statSync(file).uid]).toEqual([file, caller]);
          expect(statSync(file).mode & 0o022).toBe(0);
        }
      }
    }
  });

  test("a second time changes and restarts nothing", async () => {
    const before = serverPids(NODES);
    await up("--no-smoke");
    expect(serverPids(NODES)).toEqual(before);
    expect(readFileSync(join(paths.logs, "deploy.log"), "utf8")).toContain("No changes.");
  });
});

describe("health", () => {
  // What runs beside the tests makes every answer late.
  const patient = ["--window", "1s", "--threshold", "response-time=1000"];

  test("tells every node of every cluster and ring, and no secret", async () => {
    const { code, stderr, stdout } = await cachefort("health", "ci", ...patient);
    expect([code, stderr]).toEqual([0, "counting for 1 s\n"]);
    for (const [name, ids] of Object.entries(NODES)) {
      expect(stdout).toMatch(new RegExp(`^${name} \\((redis-cluster|memcached)\\): healthy$`, "m"));
      for (const id of ids) expect(stdout).toMatch(new RegExp(`^ {2}${id} +healthy `, "m"));
    }
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);

    const json = await cachefort("health", "ci", "--name", "sessions", "--json", ...patient);
    const report = JSON.parse(json.stdout) as HealthReport;
    expect(report).toMatchObject({
      schema: "cachefort.health/v1",
      status: "healthy",
      caches: [{ name: "sessions", nodes: NODES.sessions.map((node) => ({ node })) }],
    });
    expect(secretsIn(stdout + json.stdout, secretTexts(paths.secrets))).toEqual([]);
  });

  test("a node that is gone is told with its exit code, and the others as well", async () => {
    await driver.kill(refOf("pages", "1"));
    try {
      const down = await cachefort("health", "ci", "--name", "pages", ...patient);
      expect(down.code).toBe(1);
      expect(down.stdout).toMatch(/critical NODE_DOWN\n {4}1: /);
      expect(down.stdout).toMatch(/^ {2}0 +healthy /m);
      const told = await cachefort(
        "health",
        "ci",
        "--name",
        "pages",
        "--fail-on",
        "never",
        ...patient,
      );
      expect(told.code).toBe(0);
    } finally {
      await driver.start(refOf("pages", "1"));
    }
  });

  test.each([
    [["--threshold", "memroy=90"], /HEALTH_SIGNAL_UNKNOWN.*did you mean memory\?/],
    [["--threshold", "memory=101"], /HEALTH_THRESHOLD_INVALID.*0 to 100 percent/],
    [["--threshold", "memory"], /signal=value/],
    [["--off", "nothing"], /HEALTH_SIGNAL_UNKNOWN/],
    [["--name", "nothing"], /HEALTH_NAME_UNKNOWN.*sessions/],
    [["--window", "soon"], /whole number of s, m or h/],
  ])("%j is wrong usage", async (options, message) => {
    const { code, stderr, stdout } = await cachefort("health", "ci", ...options);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });
});

describe("monitor", () => {
  const place = "127.0.0.1:21390";

  test("serves every node's figures, and no secret, until it is told to end", async () => {
    const running = startCachefort(["monitor", "ci", "--listen", place]);
    try {
      await running.said(`metrics of ci: http://${place}/metrics`);
      const text = await (await fetch(`http://${place}/metrics`)).text();
      for (const [name, ids] of Object.entries(NODES)) {
        const engine = ids.length === 6 ? "redis" : "memcached";
        for (const id of ids) {
          expect(text).toMatch(
            new RegExp(`^${engine}_up\\{cache="${name}",node="${id}",.*\\} 1$`, "m"),
          );
        }
      }
      expect(secretsIn(text, secretTexts(paths.secrets))).toEqual([]);
    } finally {
      running.process.kill("SIGTERM");
    }
    expect(await running.ended).toMatchObject({ code: 0, stdout: "" });
  });

  test("prints alert rules by the table", async () => {
    const { code, stderr, stdout } = await cachefort(
      "monitor",
      "--rules",
      "--threshold",
      "memory=90",
    );
    expect([code, stderr]).toEqual([0, ""]);
    const { groups } = JSON.parse(stdout) as RuleFile;
    expect(groups.map(({ name }) => name)).toEqual(["cachefort-redis", "cachefort-memcached"]);
    expect(groups[0]?.rules).toContainEqual(
      expect.objectContaining({
        alert: "HIGH_MEMORY_USAGE",
        expr: expect.stringContaining("> 90 "),
      }),
    );
  });

  test.each([
    [["--rules", "--off", "nothing"], /HEALTH_SIGNAL_UNKNOWN/],
    [["--listen", "0.0.0.0:9721"], /MONITOR_UNGUARDED.*--client-ca/],
    [["--listen", "somewhere"], /host:port/],
    [["--name", "nothing"], /MONITOR_NAME_UNKNOWN.*sessions/],
    [["--tls-cert", "m.crt"], /MONITOR_TLS_INCOMPLETE.*no --tls-key/],
    [["--token-file", "nothing"], /MONITOR_FILE_UNREADABLE.*ENOENT/],
  ])("%j is wrong usage", async (options, message) => {
    const { code, stderr, stdout } = await cachefort("monitor", "ci", ...options);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });
});

describe("secrets", () => {
  test("stand in no state, plan, JSON, argument, log, report or manifest", async () => {
    const junit = join(paths.logs, "smoke.xml");
    const smoke = await cachefort("smoke", "ci", "--json", "--junit", junit);
    const plan = join(paths.state, "saved.plan");
    const planned = await terraform("plan", `-out=${plan}`);
    const nodeLogs = Object.entries(NODES).flatMap(([name, ids]) =>
      ids.map((id) => nodeFolder(name, id).log),
    );
    const places = new Map<string, string>([
      ["report", smoke.stdout + smoke.stderr],
      ["terraform's output", planned],
      ["arguments", execFileSync("ps", ["-eo", "args", "-ww"], { encoding: "utf8" })],
      ...[...unzip(readFileSync(plan))].map(([name, body]): [string, string] => [
        `plan/${name}`,
        body.toString("latin1"),
      ]),
      ...[
        ...filesBelow(paths.state),
        ...filesBelow(paths.logs),
        ...filesBelow(paths.manifests),
        ...filesBelow(join(paths.directory, "cdktf.out")).filter((file) => file.endsWith(".json")),
        ...filesBelow(join(paths.directory, "plain.out")).filter((file) => file.endsWith(".json")),
        ...nodeLogs,
      ].map((file): [string, string] => [file, readFileSync(file, "latin1")]),
    ]);
    const names = [...places.keys()].join("\n");
    for (const part of [
      "terraform.tfstate",
      "cdk.tf.json",
      "plan/tfplan",
      "node.log",
      "smoke.xml",
    ]) {
      expect(names).toContain(part);
    }
    const secrets = secretTexts(paths.secrets);
    expect(secrets.size).toBeGreaterThan(30);
    const found = [...places].flatMap(([place, text]) =>
      secretsIn(text, secrets).map((secret) => `${secret} in ${place}`),
    );
    expect(found).toEqual([]);
  });

  test("would be found if they stood there", () => {
    const secrets = secretTexts(paths.secrets);
    const password = readFileSync(join(paths.secrets, "sessions/users/api.password"), "utf8");
    const key = readFileSync(join(paths.secrets, "ca.key"), "utf8");
    expect(secretsIn(`{"x":"${password.trim()}"}`, secrets)).toHaveLength(1);
    expect(secretsIn(key, secrets)).toHaveLength(2);
  });
});

describe("smoke", () => {
  test("the standard suite passes on everything, without a skip", async () => {
    const { code, stdout, stderr } = await cachefort(
      "smoke",
      "ci",
      "--suite",
      "standard",
      "--json",
    );
    const report = JSON.parse(stdout) as {
      results: { id: string; subject: string; status: string; reason?: string }[];
    };
    const bad = report.results.filter(({ status }) => status !== "pass");
    // `queue` has no user that may only read, `counter` no JSON: nothing else may be skipped.
    expect({ bad, code, stderr: code === 0 ? "" : stderr }).toEqual({
      bad: [],
      code: 0,
      stderr: "",
    });
    const subjects = new Set(report.results.map(({ subject }) => subject));
    expect([...subjects].sort()).toEqual(Object.keys(NODES).sort());
    const ids = report.results.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        "redis/crash-failover",
        "redis/planned-failover",
        "memcached/node-stopped",
      ]),
    );
  });

  test("Ctrl+C starts what was killed and removes the keys", async () => {
    const deployed = redisDeployed("sessions");
    const before = await keyCounts(deployed);
    const running = startCachefort(["smoke", "ci", "--suite", "standard", "--name", "sessions"]);
    await running.said("redis/crash-failover");
    await new Promise((resolve) => setTimeout(resolve, 2500));
    running.process.kill("SIGINT");
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toMatchObject({ code: 130 });
    for (const id of NODES.sessions) {
      expect(await driver.isRunning(refOf("sessions", id))).toBe(true);
    }
    expect(total(await keyCounts(deployed))).toBe(total(before));
  });

  test("a second run refuses while one is under way; what a crash leaves, the next run undoes", async () => {
    const before = await keyCounts(redisDeployed("sessions"));
    const words = ["smoke", "ci", "--name", "sessions"];
    const running = startCachefort([...words, "--only", "redis/crash-failover", "--seed", "3"]);
    await running.said("killing node");
    expect(await cachefort(...words)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(
        new RegExp(`SMOKE_RUN_UNDER_WAY: .*received: "${running.process.pid} `),
      ),
    });
    running.process.kill("SIGKILL");
    const { code, stderr } = await running.ended;
    expect(code).toBeNull();
    const node = /killing node (\S+)/.exec(stderr)?.[1] ?? "";
    expect(await driver.isRunning(refOf("sessions", node))).toBe(false);
    // The kill of another name's run is undone as well.
    const next = await cachefort("smoke", "ci", "--name", "queue", "--only", "redis/cluster-state");
    expect(next).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(
        `undoing what an earlier run has left: node ${node} of sessions down`,
      ),
    });
    expect(await driver.isRunning(refOf("sessions", node))).toBe(true);
    expect(existsSync(JOURNAL)).toBe(false);
    expect(total(await keyCounts(redisDeployed("sessions")))).toBeLessThanOrEqual(total(before));
  });

  test.each([1, 2, 3])("interrupted at a random moment, seed %i, nothing is left", async (seed) => {
    await interruptedSmoke(seed);
  });

  test.each([
    [2, ["smoke", "ci", "--only", "redis/alc"], "did you mean redis/acl?"],
    [2, ["smoke", "ci", "--suite", "quick", "--only", "*failover"], "SMOKE_NOTHING_CHOSEN"],
    [2, ["smoke", "ci", "--timeout", "soon"], "a timeout is a number of seconds from 1"],
    [2, ["smoke", "nowhere"], "ENVIRONMENT_UNKNOWN"],
    [2, ["smoke", "ci", "--name", "nothing"], "SMOKE_NAME_UNKNOWN"],
    [2, ["smoke", "ci", "--suite", "all"], "quick, standard, full"],
    [2, ["smoke", "ci", "--seed", "x"], "a seed is a whole number"],
  ])("exit code %i for %j", async (code, args, message) => {
    const result = await cachefort(...args);
    expect(result).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });
});

describe("healing", () => {
  test("the next deployment starts a killed node, and the plan after it is empty", async () => {
    await driver.kill(refOf("sessions", "1-0"));
    await driver.kill(refOf("pages", "1"));
    const before = serverPids(NODES);
    await up("--no-smoke");
    const after = serverPids(NODES);
    const changed = Object.keys(after).filter((node) => after[node] !== before[node]);
    expect(changed.sort()).toEqual(["pages/1", "sessions/1-0"]);
    expect(await terraform("plan", "-detailed-exitcode")).toContain("No changes.");
  });

  test("a port that another program holds is named, with exit code 3, and heals afterwards", async () => {
    const folder = nodeFolder("images", "1");
    await driver.kill(folder.path);
    const other = createServer();
    await new Promise<void>((resolve, reject) => {
      other.once("error", reject).listen(11422, "127.0.0.1", resolve);
    });
    try {
      const failed = await cachefort("up", "ci", "--no-install", "--no-smoke");
      expect(failed.code).toBe(3);
      expect(failed.stderr).toMatch(
        new RegExp(
          `HOST_PORT_TAKEN: node 1 cannot listen on 127\\.0\\.0\\.1:11422: \\S+ \\(pid ${process.pid}\\) does`,
        ),
      );
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
    await up("--no-smoke");
    expect(await driver.isRunning(folder.path)).toBe(true);
  });

  test("a deployment fails with the last log lines of a node that does not come up", async () => {
    const folder = nodeFolder("queue", "2-1");
    const view = readFileSync(folder.data("nodes.conf"), "utf8");
    await driver.kill(folder.path);
    appendFileSync(folder.data("nodes.conf"), "this is no line of a cluster\n");
    const failed = await cachefort("up", "ci", "--no-install", "--no-smoke");
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("REDIS_NODE_DIED");
    expect(failed.stderr).toContain("node 2-1");
    expect(failed.stderr).toMatch(/corrupted cluster config/i);
    // What Terraform adds around the kit's own words tells a person nothing.
    expect(failed.stderr).not.toMatch(/Error running command|HOST_KIT_MOVED/);
    writeFileSync(folder.data("nodes.conf"), view);
    await up("--no-smoke");
    expect(await driver.isRunning(folder.path)).toBe(true);
  });
});

describe("without the kit's own commands", () => {
  test("synth and terraform apply bring up what down stopped, with its data", async () => {
    const counts = await keyCounts(redisDeployed("sessions"));
    const down = await cachefort("down", "ci");
    expect(down).toMatchObject({ code: 0 });
    for (const [name, ids] of Object.entries(NODES)) {
      for (const id of ids) expect(await driver.isRunning(refOf(name, id))).toBe(false);
    }
    const smoke = await cachefort("smoke", "ci");
    expect(smoke).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("ENVIRONMENT_NOT_DEPLOYED"),
    });
    expect(await terraform("apply", "-auto-approve")).toContain("Apply complete!");
    const outputs = JSON.parse(await terraform("output", "-json", "manifests")) as Record<
      string,
      unknown
    >;
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(NODES).sort());
    for (const [name, value] of Object.entries(outputs)) readManifest(value, name);
    await up("--no-smoke");
    expect(await keyCounts(redisDeployed("sessions"))).toEqual(counts);
  });

  test("the checkout is as clean as before", () => {
    const status = execFileSync(
      "git",
      ["status", "--porcelain", "--", ".cachefort", "cdktf.json"],
      {
        cwd: ROOT,
        encoding: "utf8",
      },
    );
    expect(status).toBe("");
  });
});

describe("Ctrl+C in the middle of a deployment", () => {
  test.each([1, 2])("seed %i: the next one completes it", async (seed) => {
    const { afterMs, code } = await interruptedUp(seed);
    process.stderr.write(`seed ${seed}: interrupted after ${afterMs} ms, up ended with ${code}\n`);
    for (const [name, ids] of Object.entries(NODES)) {
      for (const id of ids) expect(await driver.isRunning(refOf(name, id))).toBe(true);
    }
  });
});

describe("two deployments at once", () => {
  test("the second waits for the first, and both succeed", async () => {
    await driver.kill(refOf("queue", "1-1"));
    const both = await Promise.all([
      cachefort("up", "ci", "--no-install", "--no-smoke"),
      cachefort("up", "ci", "--no-install", "--no-smoke"),
    ]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await driver.isRunning(refOf("queue", "1-1"))).toBe(true);
  });
});

describe("a machine without a usable server", () => {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-path-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ["a redis-server without TLS", "echo 'Redis server v=7.0.15 sha=0'", "built without TLS"],
    ["a memcached without SASL", "echo 'memcached 1.6.18'", "built without SASL and TLS"],
  ])(
    "%s: up says what is wrong, with exit code 3, and touches nothing",
    async (what, body, words) => {
      const before = serverPids(NODES);
      const program = join(folder, what.split(" ")[1] ?? "");
      writeFileSync(program, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
      const result = await cachefortWith({ PATH: `${folder}:${process.env["PATH"]}` }, [
        "up",
        "ci",
        "--no-install",
      ]);
      rmSync(program);
      expect(result.code).toBe(3);
      expect(result.stderr).toContain("PREREQUISITES_MISSING");
      expect(result.stderr).toContain(words);
      expect(serverPids(NODES)).toEqual(before);
    },
  );
});

describe("down --data", () => {
  test("leaves no process and no data", async () => {
    const processes = Object.entries(NODES).flatMap(([name, ids]) =>
      ids.flatMap((id) => [nodeFolder(name, id).server(), nodeFolder(name, id).runnerProcess()]),
    );
    expect(await cachefort("down", "ci", "--data")).toMatchObject({ code: 0 });
    expect(processes).not.toContain(undefined);
    expect(processes.filter((identity) => identity !== undefined && isAlive(identity))).toEqual([]);
    expect(filesBelow(paths.nodes)).toEqual([]);
    await expect(startNode(nodeFolder("pages", "0"))).rejects.toMatchObject({
      code: "HOST_NODE_NEVER_DEPLOYED",
    });
  });
});
