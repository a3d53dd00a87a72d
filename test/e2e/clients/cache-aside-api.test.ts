import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  deployForTests,
  memcachedDeployed,
  paths,
  redisDeployed,
} from "../../support/ci-environment";
import { MortalProgram } from "../../support/mortal-program";
import { HostDriver } from "../../../smoke/faults/host";

const READS_DURING_A_CRASH = 300;

deployForTests();

describe.each([
  ["redis", () => redisDeployed("sessions")],
  ["memcached", () => memcachedDeployed("pages")],
] as const)("examples/cache-aside-api/ in %s", (engine, deployed) => {
  let folder: string;
  let api: MortalProgram;
  let origin: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cachefort-api-"));
    const words = ["ci", engine, "0", join(folder, "products.db")];
    api = new MortalProgram("examples/cache-aside-api/api.ts", words);
    await api.said("listens on");
    origin = `http://127.0.0.1:${api.lines[0]?.split(" ").at(-1)}`;
  });
  afterAll(async () => {
    await api.kill();
    rmSync(folder, { recursive: true });
  });

  async function ask(path: string, init?: RequestInit): Promise<[number, unknown]> {
    const response = await fetch(`${origin}${path}`, init);
    return [response.status, await response.json()];
  }

  async function reads(): Promise<{ hit: number; miss: number }> {
    const page = await (await fetch(`${origin}/metrics`)).text();
    const of = (result: string): number =>
      Number(new RegExp(`reads_total\\{.*result="${result}"\\} (\\d+)`).exec(page)?.[1]);
    return { hit: of("hit"), miss: of("miss") };
  }

  test("a list misses and then hits, and a new price is in it at once", async () => {
    const list = "/products?category=electronics&limit=2";
    const mouse = { id: 2, name: "Mouse", category: "electronics", cents: 2999 };
    const laptop = { id: 1, name: "Laptop Pro", category: "electronics", cents: 129_900 };
    await ask("/products/2", { method: "PUT", body: JSON.stringify({ cents: 2999 }) });
    const before = await reads();
    expect(await ask(list)).toEqual([200, [mouse, laptop]]);
    const missed = await reads();
    expect(missed.miss).toBeGreaterThan(before.miss);
    expect(await ask(list)).toEqual([200, [mouse, laptop]]);
    const hit = await reads();
    expect(hit.miss).toBe(missed.miss);
    expect(hit.hit).toBeGreaterThan(missed.hit);

    const cheaper = { ...mouse, cents: 1999 };
    const change = { method: "PUT", body: JSON.stringify({ cents: 1999 }) };
    expect(await ask("/products/2", change)).toEqual([200, cheaper]);
    expect(await ask(list)).toEqual([200, [cheaper, laptop]]);
    expect(await ask("/products/2")).toEqual([200, cheaper]);
  });

  test.each([
    ["GET", "/products/9", undefined, 404],
    ["GET", "/products/nine", undefined, 400],
    ["GET", "/products?category=furniture&limit=0", undefined, 400],
    ["PUT", "/products/2", '{"cents":-1}', 400],
    ["PUT", "/products/2", "{", 400],
    ["PUT", "/products/9", '{"cents":1}', 404],
    ["GET", "/", undefined, 404],
  ])("%s %s %s is answered with %i", async (method, path, body, status) => {
    const [answered] = await ask(path, { method, ...(body === undefined ? {} : { body }) });
    expect(answered).toBe(status);
  });

  test("while a node crashes every read is answered", async () => {
    const driver = new HostDriver(paths.manifests);
    const crashed = deployed().manifest.nodes[0]?.ref ?? "";
    const statuses = new Set<number>();
    for (let read = 0; read < READS_DURING_A_CRASH; read += 1) {
      if (read === 50) await driver.crash(crashed);
      const [status] = await ask(`/products/${1 + (read % 3)}`);
      statuses.add(status);
    }
    expect([...statuses]).toEqual([200]);
    if (!(await driver.isRunning(crashed))) await driver.start(crashed);
  });

  test("SIGTERM ends it in order", async () => {
    api.signal("SIGTERM");
    expect(await api.end()).toBe(0);
    expect(api.lines).toHaveLength(1);
  });
});
