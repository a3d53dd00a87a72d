import { UnavailableError, ValidationError } from "../../../constructs/core/errors";
import { findCredentials } from "../../../operate/aws/credentials";
import { TEST_KEYS } from "../../support/signed-service";

test("credentials of the shell are found by the SDK", async () => {
  const before = process.env;
  process.env = {
    ...before,
    AWS_ACCESS_KEY_ID: TEST_KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_KEYS.secretAccessKey,
    AWS_PROFILE: undefined,
  };
  try {
    await expect(findCredentials()).resolves.toEqual({
      credentials: expect.objectContaining(TEST_KEYS),
    });
  } finally {
    process.env = before;
  }
});

test("where none are found, the SDK says so", async () => {
  const none = () => Promise.reject(new Error("Could not load credentials from any providers"));
  await expect(findCredentials(() => Promise.resolve(none))).resolves.toEqual({
    none: "Could not load credentials from any providers",
  });
});

test("a search without an end is given up after 5 s", async () => {
  const endless = () => new Promise<never>(() => undefined);
  await expect(findCredentials(() => Promise.resolve(endless))).resolves.toEqual({
    none: "no answer within 5 s where they are looked for",
  });
}, 20_000);

test("without the packages of the SDK none are looked for", async () => {
  const detail = { problem: "packages are missing", fix: "npm install the-sdk" };
  const missing = new UnavailableError("AWS_SDK_MISSING", detail);
  await expect(findCredentials(() => Promise.reject(missing))).resolves.toEqual({
    none: "not looked for without the packages of the AWS SDK",
    fix: "npm install the-sdk",
  });
});

test("any other refusal of the kit is told as it is", async () => {
  const other = new ValidationError("AWS_REGION", { problem: "another", fix: "mend it" });
  await expect(findCredentials(() => Promise.reject(other))).rejects.toBe(other);
});
