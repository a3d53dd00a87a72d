import { setTimeout as sleep } from "node:timers/promises";
import type { ReportFolder } from "../../../constructs/harness/aws/report-bucket";
import { reportKey, storeReport } from "../../../operate/aws/report-store";
import type { RunReport } from "../../../smoke/report";
import { jsonOf } from "../../../smoke/reporters/json";
import { junitOf } from "../../../smoke/reporters/junit";
import { FakeAws, ServiceFault } from "../../support/aws-api/fake-aws";
import { FakeBucket, type FakeBucketProps } from "../../support/aws-api/fake-bucket";
import { rejection } from "../../support/coded";

const FOLDER: ReportFolder = {
  ...{ bucketName: "example-reports", region: "eu-central-1" },
  ...{ keyPrefix: "cachefort/prod/", bucketOwner: "111122223333" },
};
const KEY_ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const REPORT: RunReport = {
  ...{ runId: "1a2b3c4d", environment: "prod", suite: "quick", seed: 7, durationMs: 12 },
  ...{ startedAt: "2026-11-30T10:53:40.123Z", isInterrupted: false, subjects: [] },
  results: [
    {
      ...{ id: "redis/two", title: "two", proves: "ü and <b>", subject: "sessions", durationMs: 7 },
      ...{ status: "fail", evidence: { expected: "1", measured: "2" } },
    },
  ],
};
const NAME = "cachefort/prod/20261130T105340Z-1a2b3c4d";

let fake: FakeAws;
let bucket: FakeBucket;
afterEach(async () => {
  await fake.close();
  expect(fake.refused).toEqual([]);
});

async function serve(props: Partial<FakeBucketProps> = {}): Promise<void> {
  bucket = new FakeBucket({ name: "example-reports", owner: "111122223333", ...props });
  fake = await FakeAws.start({ s3: bucket.actions });
}

test("a report is stored as JSON and as JUnit, below the environment's name", async () => {
  await serve({ allowedPrefix: "cachefort/prod/" });
  expect(await storeReport(FOLDER, REPORT)).toEqual([
    `s3://example-reports/${NAME}.json`,
    `s3://example-reports/${NAME}.junit.xml`,
  ]);
  expect([...bucket.objects]).toEqual(
    expect.arrayContaining([
      [`${NAME}.json`, { body: jsonOf(REPORT), contentType: "application/json" }],
      [`${NAME}.junit.xml`, { body: junitOf(REPORT), contentType: "application/xml" }],
    ]),
  );
  expect(bucket.objects.size).toBe(2);
});

test("it is encrypted with the key that is named, or as the bucket does by itself", async () => {
  await serve();
  await storeReport({ ...FOLDER, encryptionKeyArn: KEY_ARN }, REPORT);
  await storeReport(FOLDER, { ...REPORT, runId: "other" });
  expect(
    fake.calls.map(({ input }) => [input["ServerSideEncryption"], input["SSEKMSKeyId"]]),
  ).toEqual([
    ...[0, 1].map(() => ["aws:kms", KEY_ARN]),
    ...[0, 1].map(() => [undefined, undefined]),
  ]);
});

test.each([
  ["a bucket that is not there", { name: "another" }, "NoSuchBucket"],
  ["a bucket of somebody else", { owner: "444455556666" }, "AccessDenied"],
  ["a right that is missing", { allowedPrefix: "others/" }, "allow s3:PutObject"],
])("%s is told", async (_what, props, said) => {
  await serve(props);
  const error = await rejection(storeReport(FOLDER, REPORT));
  expect([error.code, error.exitCode]).toEqual(["AWS_CALL_REFUSED", 3]);
  expect(error.message).toContain(`s3://example-reports/${NAME}`);
  expect(error.message).toContain(said);
  expect(bucket.objects.size).toBe(0);
});

test("where one format fails, the other one is there when that is told", async () => {
  bucket = new FakeBucket({ name: "example-reports", owner: "111122223333" });
  const put = bucket.actions["PutObject"];
  fake = await FakeAws.start({
    s3: {
      PutObject: async (input) => {
        if (String(input["Key"]).endsWith(".xml")) throw new ServiceFault("AccessDenied", "no");
        await sleep(200);
        return put?.(input) ?? {};
      },
    },
  });
  const error = await rejection(storeReport(FOLDER, REPORT));
  expect(error.message).toContain(`${NAME}.junit.xml`);
  expect([...bucket.objects.keys()]).toEqual([`${NAME}.json`]);
});

test("names sort by the moments at which runs began", async () => {
  await serve();
  const moments = ["2026-09-30T23:59:59.999Z", "2026-10-01T00:00:00.000Z"];
  const names = moments.map((startedAt) => reportKey(FOLDER, { startedAt, runId: "a" }));
  expect([...names].sort()).toEqual(names);
  expect(names[0]).toBe("cachefort/prod/20260930T235959Z-a");
});
