import { serverlessRedisPropsOf } from "../../configs/aws-redis-props";
import { readEnvironment } from "../../configs/read-environment";
import { createServerlessRedisModel } from "../../constructs/redis/aws/serverless-redis-model";
import { awsEnvironmentData, shop } from "../support/aws-environment";
import { codedError } from "../support/coded";

const SNAPSHOT = "arn:aws:elasticache:eu-central-1:012345678901:serverlesscachesnapshot:older";

describe("a serverless cache", () => {
  test("becomes props, each field", () => {
    const { serverless } = readEnvironment(
      "prod",
      awsEnvironmentData({
        serverless: [
          {
            name: "sessions",
            engine: { name: "redis", version: "7.1" },
            users: [{ name: "api", role: "readWrite", keys: ["a:*"] }],
            authentication: { api: { type: "password", rotation: 1 } },
            storageGb: { min: 1, max: 10 },
            ecpuPerSecond: { max: 5000 },
            snapshotTime: "04:30",
            snapshotRetentionDays: 1,
            snapshotArnsToRestore: [SNAPSHOT],
            removalPolicy: "destroy",
            alarms: { thresholds: { "data-limit": 80 }, off: ["evictions"] },
          },
        ],
      }),
    );
    expect(serverless.map(serverlessRedisPropsOf)).toMatchObject([
      { alarms: { thresholds: { "data-limit": 80 }, off: ["evictions"] } },
    ]);
    const place = { name: "prod", region: "eu-central-1" };
    const models = serverless
      .map(serverlessRedisPropsOf)
      .map((props) => createServerlessRedisModel(props, place));
    expect(models).toMatchObject([
      {
        id: "prod-sessions",
        engine: { name: "redis", majorVersion: "7" },
        users: expect.arrayContaining([
          expect.objectContaining({
            loginName: "api",
            authentication: { type: "password", secret: "prod/sessions/api", version: 2 },
          }),
        ]),
        storageGb: { min: 1, max: 10 },
        ecpuPerSecond: { max: 5000 },
        snapshotTime: "04:30",
        snapshotRetentionDays: 1,
        snapshotArnsToRestore: [SNAPSHOT],
        removalPolicy: "destroy",
      },
    ]);
  });

  test("is taken as the page of AWS shows it", () => {
    const { redis, serverless } = readEnvironment("shop", shop);
    expect([redis, serverless]).toMatchObject([[], [{ name: "pages", storageGb: { max: 10 } }]]);
  });

  test("has no options of nodes", () => {
    const cache: object = { name: "sessions", shards: 3 };
    const data = { ...awsEnvironmentData(), serverless: [cache] };
    const { code, message } = codedError(() => readEnvironment("prod", data));
    expect(code).toBe("CONFIG_INVALID");
    expect(message).toContain("serverless.0: unknown key shards");
  });

  test("has no signals of nodes", () => {
    const alarms: object = { off: ["swap"] };
    const data = { ...awsEnvironmentData(), serverless: [{ name: "sessions", alarms }] };
    expect(codedError(() => readEnvironment("prod", data)).message).toContain(
      "serverless.0.alarms.off.0: ",
    );
  });
});
