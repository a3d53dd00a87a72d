import { AwsDriver } from "../../../smoke/faults/aws";
import { FakeAws } from "../../support/aws-api/fake-aws";
import { FakeElastiCache, type FakeGroupProps } from "../../support/aws-api/fake-elasticache";
import { FakeEcsServices, type FakeServicesProps } from "../../support/aws-api/fake-ecs-services";
import { rejection } from "../../support/coded";

const GROUP = { id: "prod-sessions", slots: ["0-8191", "8192-16383"] };
const RING = { cluster: "cachefort-prod", services: ["pages-0", "pages-1"] };
const NODE = "prod-sessions-0002-001";
const RING_NODE = "cachefort-prod/pages-0";

let fake: FakeAws | undefined;
afterEach(async () => {
  const refused = fake?.refused;
  await fake?.close();
  fake = undefined;
  expect(refused ?? []).toEqual([]);
});

async function start(
  group: Partial<FakeGroupProps> = {},
  ring: Partial<FakeServicesProps> = {},
): Promise<{ cache: FakeElastiCache; ecs: FakeEcsServices; aws: FakeAws; driver: AwsDriver }> {
  const cache = new FakeElastiCache({ ...GROUP, ...group });
  const ecs = new FakeEcsServices({ ...RING, ...ring });
  const aws = await FakeAws.start({ elasticache: cache.actions, ecs: ecs.actions });
  fake = aws;
  return { cache, ecs, aws, driver: new AwsDriver({ region: "eu-central-1", everyMs: 5 }) };
}

describe("a cluster of ElastiCache", () => {
  test("is shown with its shards and their slots", async () => {
    const { driver } = await start({ slots: ["0-8191,9000-9001", "8192-8999,9002-16383"] });
    expect(await driver.service.look(NODE)).toEqual({
      status: "available",
      isAvailable: true,
      shards: [
        {
          id: "0001",
          slots: ["0-8191", "9000-9001"],
          members: ["prod-sessions-0001-001", "prod-sessions-0001-002"],
        },
        {
          id: "0002",
          slots: ["8192-8999", "9002-16383"],
          members: ["prod-sessions-0002-001", "prod-sessions-0002-002"],
        },
      ],
    });
  });

  test("that is serverless shows no shards, and nothing is asked for", async () => {
    const { aws, driver } = await start();
    expect(await driver.service.look("prod-carts")).toBeUndefined();
    const error = await rejection(driver.service.failOver("prod-carts"));
    expect(error.code).toBe("SMOKE_FAILOVER_UNSUPPORTED");
    expect((await rejection(driver.service.settle("prod-carts"))).code).toBe(error.code);
    expect(aws.calls).toEqual([]);
  });

  test("fails the shard of the node over, once, and is whole again afterwards", async () => {
    const { cache, driver } = await start();
    // An earlier failover of the same shard is told of for days.
    cache.tell(
      "Failover from primary node prod-sessions-0002-001 to replica node prod-sessions-0002-009 completed",
      60,
    );
    const told: string[] = [];
    const progress = (line: string): void => void told.push(line);
    expect(await driver.service.failOver(NODE, { progress })).toEqual({
      from: "prod-sessions-0002-001",
      to: "prod-sessions-0002-002",
    });
    expect(cache.failed).toEqual(["0002"]);
    const { isAvailable, status } = (await driver.service.look(NODE)) ?? {};
    expect({ isAvailable, status }).toEqual({ isAvailable: false, status: "modifying" });
    await driver.service.settle(NODE, { progress });
    expect((await driver.service.look(NODE))?.isAvailable).toBe(true);
    expect(told[0]).toBe("asking ElastiCache to fail over node group 0002 of prod-sessions");
    expect(told[1]).toMatch(/ElastiCache says: Test Failover API called for node group 0002 \(/);
    expect(told.at(-1)).toMatch(/^waiting for prod-sessions, which is modifying \(/);
  });

  test("does not take the failover of another shard for its own", async () => {
    const { cache, driver } = await start({ looks: 20 });
    const failing = driver.service.failOver(NODE);
    cache.tell(
      "Failover from primary node prod-sessions-0001-001 to replica node prod-sessions-0001-002 completed",
    );
    expect((await failing).from).toBe("prod-sessions-0002-001");
  });

  test("says what the service allows in a day", async () => {
    const { cache, driver } = await start();
    cache.left = 0;
    const error = await rejection(driver.service.failOver(NODE));
    expect([error.code, error.exitCode]).toEqual(["SMOKE_FAILOVER_LIMIT", 2]);
    expect(error.message).toContain("15 node groups in any 24 hours");
    expect(error.message).toContain("the limit is reached");
  });

  test.each([
    ["that is busy with another failover", {}, "a failover is in progress"],
    ["without replicas", { replicas: 0 }, "there is no replica"],
    ["without the shard", { slots: ["0-16383"] }, "Node group 0002 not found"],
    ["that is not there", { id: "prod-other" }, "prod-sessions not found"],
  ])("%s says why it refuses", async (what, group, said) => {
    const { driver } = await start(group);
    if (what.includes("busy")) await driver.service.failOver(NODE);
    const error = await rejection(driver.service.failOver(NODE));
    const isThere = !what.endsWith("not there");
    expect(error.code).toBe(isThere ? "SMOKE_FAILOVER_REFUSED" : "AWS_CALL_REFUSED");
    expect(error.message).toContain(said);
  });

  test("is waited for until somebody interrupts, and asked for nothing afterwards", async () => {
    const { aws, driver } = await start({ hangs: true });
    const abort = new AbortController();
    const failing = driver.service.failOver(NODE, {
      signal: abort.signal,
      progress: (line) => {
        if (line.includes("Test Failover API")) abort.abort();
      },
    });
    await expect(failing).rejects.toThrow(/abort/i);
    const { length } = aws.calls;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(aws.calls).toHaveLength(length);
  });
});

describe("a node of a ring", () => {
  test("stops, and runs again when its service has started another task", async () => {
    const seen: string[] = [];
    const { driver, ecs } = await start(
      {},
      {
        onStopped: async (service) => void seen.push(`${service} stopped`),
        onStarted: async (service) => void seen.push(`${service} started`),
      },
    );
    expect(await driver.isRunning(RING_NODE)).toBe(true);
    await driver.stop(RING_NODE);
    expect(seen).toEqual(["pages-0 stopped"]);
    expect(await driver.isRunning(RING_NODE)).toBe(false);
    await driver.start(RING_NODE);
    expect(seen).toEqual(["pages-0 stopped", "pages-0 started"]);
    expect(await driver.isRunning(RING_NODE)).toBe(true);
    expect(ecs.arnsOf("pages-0")).toHaveLength(2);
    expect(ecs.arnsOf("pages-1")).toHaveLength(1);
    expect(ecs.reasons).toEqual(["cachefort smoke stops it; its service starts another one"]);
  });

  test("that its service does not start again is waited for until somebody interrupts", async () => {
    const { driver } = await start({}, { stays: true });
    await driver.stop(RING_NODE);
    const abort = new AbortController();
    const told: string[] = [];
    const starting = driver.start(RING_NODE, {
      signal: abort.signal,
      progress: (line) => {
        told.push(line);
        abort.abort();
      },
    });
    await expect(starting).rejects.toThrow(/abort/i);
    expect(told[0]).toMatch(/^waiting for a task of pages-0: there is none yet \(\d+ s of/);
  });

  test("of a service that is not there has no task", async () => {
    const { driver } = await start();
    const error = await rejection(driver.start("cachefort-prod/pages-7"));
    expect([error.code, error.exitCode]).toEqual(["SMOKE_TASK_MISSING", 3]);
    expect((await rejection(driver.stop("cachefort-prod/pages-7"))).message).toContain(
      "AWS refuses ecs:ListTasks on cachefort-prod/pages-7: ServiceNotFoundException",
    );
  });
});

describe("what does not come in time is told, with what was seen last:", () => {
  const late = { region: "eu-central-1", everyMs: 5, withinMs: 60 };

  test("a failover", async () => {
    await start({ hangs: true });
    const error = await rejection(new AwsDriver(late).service.failOver(NODE));
    expect([error.code, error.exitCode]).toEqual(["SMOKE_FAILOVER_LATE", 1]);
    expect(error.message).toContain("Test Failover API called for node group 0002");
  });

  test("the replacement of the failed node", async () => {
    const { cache } = await start();
    cache.status = "modifying";
    const error = await rejection(new AwsDriver(late).service.settle(NODE));
    expect([error.code, error.exitCode]).toEqual(["SMOKE_FAILOVER_UNFINISHED", 1]);
    expect(error.message).toContain("prod-sessions, which is modifying");
  });

  test("the task of a node", async () => {
    const { driver } = await start({}, { stays: true });
    await driver.stop(RING_NODE);
    const error = await rejection(new AwsDriver(late).start(RING_NODE));
    expect([error.code, error.exitCode]).toEqual(["SMOKE_TASK_LATE", 1]);
    expect(error.message).toContain("there is none yet");
  });
});

test.each(["kill", "pause", "resume", "logs"] as const)("on AWS nobody can %s", async (action) => {
  const { aws, driver } = await start();
  for (const ref of [NODE, RING_NODE]) {
    const error = await rejection(driver[action](ref));
    expect(error.code).toBe("SMOKE_TARGET_UNSUPPORTED");
    expect(error.detail.problem).toContain(ref);
  }
  expect(aws.calls).toEqual([]);
});

test.each(["stop", "start", "isRunning"] as const)(
  "nobody can %s a node of ElastiCache",
  async (action) => {
    const { aws, driver } = await start();
    const error = await rejection(driver[action](NODE));
    expect(error.code).toBe("SMOKE_TARGET_UNSUPPORTED");
    expect(aws.calls).toEqual([]);
  },
);

test("without credentials it says what to set", async () => {
  const { driver } = await start();
  process.env = { ...process.env, HOME: "/nowhere", AWS_ACCESS_KEY_ID: "", AWS_PROFILE: "" };
  const error = await rejection(driver.isRunning(RING_NODE));
  expect(error.code).toBe("AWS_CREDENTIALS_MISSING");
});
