import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Exporter } from "../../../monitor/exporter/exporter";
import { MetricsServer } from "../../../monitor/exporter/metrics-server";
import { until } from "../../../operate/host/until";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const PORT = 21340;
const RING_PORT = 21360;
const PROMETHEUS = "127.0.0.1:21370";
const TOKEN = "0123456789abcdef0123456789abcdef";
const WITHIN_MS = 30_000;

let cluster: TestCluster;
let ring: TestRing;
let exporter: Exporter;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT });
  ring = await startTestRing({ port: RING_PORT, nodes: 2 });
  exporter = new Exporter([cluster.deployed, ring.deployed]);
});
afterAll(async () => {
  await exporter.close();
  await ring.close();
  await cluster.close();
});

test("promtool finds nothing to say but of names that are other exporters' own", async () => {
  const judged = promtool(await exporter.scrape());
  expect(judged.filter((line) => !/^(redis|memcached)_\w+ /.test(line))).toEqual([]);
});

test("Prometheus reads them with a token, each node as an instance of its own", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-prometheus-"));
  const server = await MetricsServer.start({ host: "127.0.0.1", port: 0, token: TOKEN }, () =>
    exporter.scrape(),
  );
  let prometheus: ChildProcess | undefined;
  try {
    writeFileSync(join(folder, "token"), TOKEN);
    writeFileSync(
      join(folder, "prometheus.yml"),
      JSON.stringify({
        global: { scrape_interval: "1s" },
        scrape_configs: [
          {
            job_name: "cachefort",
            honor_labels: true,
            authorization: { credentials_file: join(folder, "token") },
            static_configs: [{ targets: [new URL(server.url).host] }],
          },
        ],
      }),
    );
    prometheus = spawn(
      "prometheus",
      [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=${PROMETHEUS}`,
      ],
      { stdio: "ignore" },
    );
    const isRead = await until(WITHIN_MS, async () => (await query("sum(redis_up)")) === "6");
    expect(isRead).toBe(true);
    expect(await query('up{job="cachefort"}')).toBe("1");
    expect(await query("count(count by (instance) (redis_up))")).toBe("6");
    expect(await query("sum(memcached_up)")).toBe("2");
    expect(await query("min(redis_cluster_state)")).toBe("1");
    expect(await query("max(cachefort_cluster_views)")).toBe("1");
  } finally {
    if (prometheus !== undefined) {
      const ended = once(prometheus, "exit");
      prometheus.kill("SIGKILL");
      await ended;
    }
    await server.close();
    rmSync(folder, { recursive: true });
  }
});

/** The one value of a query; `undefined` while there is none. */
async function query(expression: string): Promise<string | undefined> {
  const url = `http://${PROMETHEUS}/api/v1/query?query=${encodeURIComponent(expression)}`;
  const response = await fetch(url).catch(() => undefined);
  if (response?.ok !== true) return undefined;
  const { data } = (await response.json()) as {
    data: { result: { value: [number, string] }[] };
  };
  return data.result[0]?.value[1];
}

function promtool(text: string): string[] {
  try {
    execFileSync("promtool", ["check", "metrics"], { input: text, stdio: "pipe" });
    return [];
  } catch (error) {
    const { status, stderr } = error as { stderr: Buffer; status: number };
    // 3: the text is right, and names might be better.
    expect(status).toBe(3);
    return stderr.toString().trim().split("\n");
  }
}
