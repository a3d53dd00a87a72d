import { followTask } from "../../../operate/aws/follow-task";
import { SmokeTasks } from "../../../operate/aws/smoke-task";
import { FakeAws } from "../../support/aws-api/fake-aws";
import {
  FakeSmokeTask,
  type FakeSmokeTaskProps,
  SMOKE_PLACE,
} from "../../support/aws-api/fake-smoke-task";
import { rejection } from "../../support/coded";

const EVERY_MS = 10;

let fake: FakeAws | undefined;
let task: FakeSmokeTask | undefined;
afterEach(async () => {
  const refused = fake?.refused;
  task?.close();
  await fake?.close();
  fake = undefined;
  expect(refused ?? []).toEqual([]);
});

async function start(props: FakeSmokeTaskProps): Promise<SmokeTasks> {
  task = new FakeSmokeTask(props);
  fake = await FakeAws.start({ ecs: task.ecs, logs: task.logs });
  return new SmokeTasks(SMOKE_PLACE, "eu-central-1");
}

const program = (code: string): readonly string[] => ["-e", code];

interface Followed {
  readonly lines: string[];
  readonly told: string[];
  readonly ended: ReturnType<typeof followTask>;
}

async function follow(
  tasks: SmokeTasks,
  signal = new AbortController().signal,
  limits: Parameters<typeof followTask>[1]["limits"] = { drainMs: 300 },
): Promise<Followed> {
  const lines: string[] = [];
  const told: string[] = [];
  const arn = await tasks.run("an order");
  const ended = followTask(tasks, {
    ...{ arn, signal, limits, everyMs: EVERY_MS },
    onLine: (line) => void lines.push(line),
    progress: (line) => void told.push(line),
    isOver: () => lines.includes("the end"),
  });
  return { lines, told, ended };
}

test("a task is started in the stack's network, closed to the outside, with the order alone", async () => {
  const tasks = await start({});
  await tasks.run("an order");
  const { clientToken, ...input } = task?.input ?? {};
  expect(clientToken).toMatch(/^[0-9a-f-]{36}$/);
  expect(input).toEqual({
    ...{ cluster: "cachefort-prod", count: 1, launchType: "FARGATE" },
    ...{ startedBy: "cachefort-smoke", propagateTags: "TASK_DEFINITION" },
    taskDefinition: SMOKE_PLACE.taskDefinition,
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: SMOKE_PLACE.subnets,
        securityGroups: [SMOKE_PLACE.securityGroup],
        assignPublicIp: "DISABLED",
      },
    },
    overrides: {
      containerOverrides: [
        { name: "harness", environment: [{ name: "CF_SMOKE_ORDER", value: "an order" }] },
      ],
    },
  });
});

test("every line of its log is heard once, also what comes after its end", async () => {
  const tasks = await start({
    program: program('for (let i = 0; i < 40; i++) console.log(i); console.log("the end")'),
  });
  const { ended, lines, told } = await follow(tasks);
  expect((await ended).containers?.[0]?.exitCode).toBe(0);
  expect(lines).toEqual([...Array.from({ length: 40 }, (_, i) => String(i)), "the end"]);
  expect(told.map((line) => line.replace(/^task a{32}: /, ""))).toEqual([
    "PROVISIONING",
    "PENDING",
    "RUNNING",
    "STOPPED",
  ]);
  expect(task?.stopReason).toBeUndefined();
});

test("an interruption stops the task once, and what it says then is heard", async () => {
  const tasks = await start({
    program: program(
      'process.on("SIGTERM", () => { console.log("the end"); process.exit(0); }); setInterval(() => console.log("at work"), 20)',
    ),
  });
  const abort = new AbortController();
  const { ended, lines } = await follow(tasks, abort.signal);
  while (!lines.includes("at work")) await new Promise((resolve) => setTimeout(resolve, 20));
  abort.abort();
  await ended;
  expect(lines.at(-1)).toBe("the end");
  expect(task?.stopReason).toBe("cachefort smoke was interrupted");
  expect(fake?.countOf("StopTask")).toBe(1);
});

test.each([
  ["that says nothing", "RUNNING", { silentMs: 200 }],
  ["that does not start", "PROVISIONING", { startMs: 0 }],
])("a task %s is stopped in the end", async (_what, status, limits) => {
  const tasks = await start({ program: program("setInterval(() => undefined, 1000)") });
  const { ended } = await follow(tasks, undefined, limits);
  const error = await rejection(ended);
  expect([error.code, error.exitCode]).toEqual(["SMOKE_TASK_SILENT", 1]);
  expect(error.message).toContain(`it was ${status}`);
  expect(task?.stopReason).toBe("cachefort gave it up");
});

test("a task that ECS does not make says why", async () => {
  const tasks = await start({ failure: "RESOURCE:FARGATE" });
  const error = await rejection(tasks.run("an order"));
  expect([error.code, error.exitCode]).toEqual(["SMOKE_TASK_NOT_STARTED", 3]);
  expect(error.message).toContain("RESOURCE:FARGATE");
});

test("the last line is waited for only so long", async () => {
  const tasks = await start({ program: program('console.log("not all")') });
  const { ended, lines } = await follow(tasks);
  await ended;
  expect(lines).toEqual(["not all"]);
});
