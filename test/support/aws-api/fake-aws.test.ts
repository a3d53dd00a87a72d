import {
  DescribeCacheClustersCommand,
  DescribeEventsCommand,
  ElastiCacheClient,
  TestFailoverCommand,
} from "@aws-sdk/client-elasticache";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ECSClient, RunTaskCommand, StopTaskCommand } from "@aws-sdk/client-ecs";
import { operationOf, problemsOf, requiredMembers } from "./api-model";
import { FakeAws } from "./fake-aws";

let fake: FakeAws;
beforeEach(async () => {
  fake = await FakeAws.start({
    elasticache: {
      DescribeEvents: () => ({ Events: [{ Message: "<a> & b", Date: 1_700_000_000 }] }),
      TestFailover: () => ({ Unheard: "of" }),
    },
    s3: { PutObject: ({ Body }) => ({ ETag: String(Body).length.toString() }) },
    ecs: { StopTask: () => ({ task: { taskArn: "arn:task", lastStatus: "RUNNING" } }) },
  });
});
afterEach(() => fake.close());

const region = "eu-central-1";
let elasticache: ElastiCacheClient;
let ecs: ECSClient;
beforeEach(() => {
  elasticache = new ElastiCacheClient({ region });
  ecs = new ECSClient({ region });
});
const failover = { ReplicationGroupId: "prod-sessions", NodeGroupId: "0001" };

/** A client whose requests are changed before they are signed. */
function changing(change: (body: string) => string): ElastiCacheClient {
  const client = new ElastiCacheClient({ region });
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string; headers: Record<string, string> };
      request.body = change(request.body);
      request.headers["content-length"] = String(Buffer.byteLength(request.body));
      return next(args);
    },
    { step: "build", name: "change", priority: "low" },
  );
  return client;
}

test("an answer arrives as the SDK reads it", async () => {
  const { Events } = await elasticache.send(new DescribeEventsCommand({ Duration: 60 }));
  expect(Events).toEqual([{ Message: "<a> & b", Date: new Date(1_700_000_000_000) }]);
  const stopped = await ecs.send(new StopTaskCommand({ cluster: "c", task: "t" }));
  expect(stopped.task).toEqual({ taskArn: "arn:task", lastStatus: "RUNNING" });
  expect(fake.calls.map(({ action, input }) => [action, input])).toEqual([
    ["DescribeEvents", { Duration: 60 }],
    ["StopTask", { cluster: "c", task: "t" }],
  ]);
  expect(fake.refused).toEqual([]);
});

test("an action that nobody is to call is refused", async () => {
  await expect(elasticache.send(new DescribeCacheClustersCommand({}))).rejects.toThrow("none of");
  await expect(ecs.send(new RunTaskCommand({ taskDefinition: "t" }))).rejects.toThrow("none of");
  expect(fake.refused).toEqual([
    "elasticache:DescribeCacheClusters is none of the actions",
    "ecs:RunTask is none of the actions",
  ]);
});

test.each([
  ["a member that the model does not have", "&Speed=fast", "input.Speed is unknown"],
  ["a list that it does not have", "&Tags.member.1=a", "input.Tags.member.1 is unknown"],
])("%s is refused", async (_what, added, problem) => {
  const sent = changing((body) => body + added).send(new TestFailoverCommand(failover));
  await expect(sent).rejects.toThrow(problem);
  expect(fake.refused).toEqual([`elasticache:TestFailover: ${problem}`]);
});

test("a required member that is missing, and one of another type, are refused", async () => {
  const sent = changing((body) => body.replace(/&NodeGroupId=0001/, ""));
  await expect(sent.send(new TestFailoverCommand(failover))).rejects.toThrow(
    "input.NodeGroupId is missing",
  );
  const events = changing((body) => body.replace("Duration=60", "Duration=long"));
  await expect(events.send(new DescribeEventsCommand({ Duration: 60 }))).rejects.toThrow(
    "input.Duration is no number",
  );
});

test("an answer that the model does not have is none", async () => {
  await expect(elasticache.send(new TestFailoverCommand(failover))).rejects.toThrow("Unheard");
  expect(fake.refused).toEqual(["elasticache:TestFailover: answer.Unheard is unknown"]);
});

const object = { Bucket: "example-reports", Key: "a folder/ü+%.json", Body: "{}" };

test("an object is put as the SDK has it", async () => {
  const { ETag } = await new S3Client({ region }).send(new PutObjectCommand(object));
  expect(ETag).toBe("2");
  expect(fake.calls.map(({ input }) => input)).toEqual([
    {
      ...object,
      ContentType: "application/octet-stream",
      ChecksumAlgorithm: "CRC32",
      ChecksumCRC32: "o6a/Qw==",
    },
  ]);
  expect(fake.refused).toEqual([]);
});

test.each<[string, string, string, string]>([
  ["a header that the model does not have", "x-amz-speed", "fast", "input.x-amz-speed is unknown"],
  ["a checksum of something else", "x-amz-checksum-crc32", "AAAAAA==", "another checksum"],
  ["a hash of something else", "x-amz-content-sha256", "0".repeat(64), "nobody has signed"],
])("%s is refused", async (_what, name, value, problem) => {
  const client = new S3Client({ region });
  client.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers[name] = value;
      return next(args);
    },
    { step: "finalizeRequest", name: "change", priority: "low" },
  );
  await expect(client.send(new PutObjectCommand(object))).rejects.toThrow(problem);
  expect(fake.refused).toEqual([expect.stringContaining(problem)]);
});

test("a request that nobody has signed is refused", async () => {
  const { AWS_ENDPOINT_URL = "" } = fake.environment;
  const answer = await fetch(AWS_ENDPOINT_URL, { method: "POST", body: "Action=DescribeEvents" });
  expect(answer.status).toBe(400);
  expect(fake.refused).toHaveLength(1);
});

test("the model names what is required, in structures within structures too", () => {
  const runTask = operationOf("ecs", "RunTask");
  if (runTask === undefined) throw new Error("the model has no RunTask");
  expect(requiredMembers(runTask.input)).toEqual(["taskDefinition"]);
  expect(
    problemsOf(runTask.input, {
      taskDefinition: "t",
      networkConfiguration: { awsvpcConfiguration: { assignPublicIp: "DISABLED" } },
      overrides: { containerOverrides: [{ environment: [{ key: "A" }] }] },
      count: "1",
    }),
  ).toEqual([
    "input.networkConfiguration.awsvpcConfiguration.subnets is missing",
    "input.overrides.containerOverrides[0].environment[0].key is unknown",
    "input.count is no number",
  ]);
});
