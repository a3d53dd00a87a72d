import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { awsSecretsReader } from "../../../clients/secrets/aws-secrets-reader";
import { rejection } from "../../support/coded";
import { FakeSecretsManager } from "../../support/fake-secrets-manager";

const ARN = "arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:prod/pages/web-AbCdEf";

let fake: FakeSecretsManager;
beforeEach(async () => {
  fake = await FakeSecretsManager.start();
  fake.put("prod/pages/web", "of-aws");
  fake.put(ARN, "of-china");
});
afterEach(() => fake.close());

test("asks for the value alone, signed for the region of the environment or of the ARN", async () => {
  const read = awsSecretsReader();
  expect(await read("prod/pages/web")).toBe("of-aws");
  expect(await read(ARN)).toBe("of-china");
  expect(fake.calls).toEqual([
    { name: "prod/pages/web", region: "eu-central-1" },
    { name: ARN, region: "cn-north-1" },
  ]);
  expect(fake.refused).toEqual([]);
});

test("a secret of bytes is no text", async () => {
  const send = jest.spyOn(SecretsManagerClient.prototype, "send");
  send.mockResolvedValueOnce({ SecretBinary: new Uint8Array(1) } as never);
  await expect(awsSecretsReader()("prod/pages/web")).rejects.toThrow("bytes");
});

test("without the package it says what to install", async () => {
  jest.resetModules();
  jest.doMock("@aws-sdk/client-secrets-manager", () => {
    throw Object.assign(new Error("cannot load"), { code: "MODULE_NOT_FOUND" });
  });
  const error = await rejection(awsSecretsReader()("prod/pages/web"));
  jest.dontMock("@aws-sdk/client-secrets-manager");
  expect(error.code).toBe("AWS_SDK_MISSING");
  expect(error.detail.fix).toBe("npm install @aws-sdk/client-secrets-manager");
});

test("the stand-in refuses every other call, and one without a signature", async () => {
  const client = new SecretsManagerClient({ maxAttempts: 1 });
  const creating = client.send(new CreateSecretCommand({ Name: "a", SecretString: "b" }));
  await expect(creating).rejects.toThrow("CreateSecret");
  const url = process.env["AWS_ENDPOINT_URL_SECRETS_MANAGER"] ?? "";
  const headers = { "x-amz-target": "secretsmanager.GetSecretValue" };
  expect((await fetch(url, { method: "POST", body: "{}", headers })).status).toBe(400);
  expect(fake.refused).toHaveLength(2);
  expect(fake.calls).toEqual([]);
});
