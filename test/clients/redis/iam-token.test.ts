import {
  iamTokenSigner,
  type AwsCredentials,
  type IamTokenProps,
} from "../../../clients/redis/iam-token";
import { rejection } from "../../support/coded";
import { tokenParameters, tokenSignature } from "../../support/iam-signature";

const NOW = new Date("2025-01-01T00:00:00Z");
const KEYS: AwsCredentials = { accessKeyId: "fakeAccessKeyId", secretAccessKey: "fakeSecretKey" };
const GROUP: IamTokenProps = {
  region: "eu-west-1",
  userId: "my-user-id",
  cacheName: "my-replication-group-id",
};

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

async function tokenOf(props: IamTokenProps, keys: AwsCredentials = KEYS): Promise<string> {
  const sign = await iamTokenSigner({ ...props, credentials: () => Promise.resolve(keys) });
  return sign();
}

test.each([
  [undefined, "9e361603d85874bce06114c6644725ed113e3b11ae6fa92efdf10c6bcf5de8d7"],
  ["fakeSessionToken", "bbce2bd61bd78461297ecb92e7001ddbeab2d85906c3cbedad6c9b81fb3466dc"],
])("it is the token of AWS's own sample, session token %s", async (sessionToken, signature) => {
  const session = sessionToken === undefined ? {} : { sessionToken };
  const token = await tokenOf(GROUP, { ...KEYS, ...session });
  expect(token).toMatch(/^my-replication-group-id\/\?/);
  expect(tokenParameters(token)).toEqual({
    Action: "connect",
    User: "my-user-id",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "fakeAccessKeyId/20250101/eu-west-1/elasticache/aws4_request",
    "X-Amz-Date": "20250101T000000Z",
    "X-Amz-Expires": "900",
    "X-Amz-SignedHeaders": "host",
    ...(sessionToken === undefined ? {} : { "X-Amz-Security-Token": sessionToken }),
    "X-Amz-Signature": signature,
  });
});

const role = { ...KEYS, sessionToken: "IQoJ+b3/JpZ2lu==" };
test.each<[string, Partial<IamTokenProps>, AwsCredentials]>([
  ["Europe", { region: "eu-central-1" }, KEYS],
  ["China", { region: "cn-north-1" }, KEYS],
  ["GovCloud", { region: "us-gov-west-1" }, role],
  ["a role, whose token has characters to escape", {}, role],
  ["another user", { userId: "prod-sessions-api" }, role],
  ["another cache", { cacheName: "prod-sessions" }, KEYS],
  ["a serverless cache", { serverless: true }, KEYS],
  ["other keys", {}, { accessKeyId: "AKIAOTHER", secretAccessKey: "a/b+c" }],
])("the signature is that of the specification: %s", async (_what, changes, keys) => {
  const token = await tokenOf({ ...GROUP, ...changes }, keys);
  const { "X-Amz-Signature": signature } = tokenParameters(token);
  expect(signature).toBe(tokenSignature(token, keys.secretAccessKey));
  const same = await tokenOf(GROUP);
  if (keys !== KEYS || Object.keys(changes).length > 0) expect(token).not.toBe(same);
});

test("only a token for a serverless cache names the type", async () => {
  expect(tokenParameters(await tokenOf({ ...GROUP, serverless: true }))).toMatchObject({
    ResourceType: "ServerlessCache",
  });
  expect(await tokenOf({ ...GROUP, serverless: false })).toBe(await tokenOf(GROUP));
});

test("every token is of its own time, with the credentials of that time", async () => {
  const keys = [KEYS, role];
  const sign = await iamTokenSigner({
    ...GROUP,
    credentials: () => Promise.resolve(keys.shift() ?? KEYS),
  });
  const first = tokenParameters(await sign());
  jest.setSystemTime(new Date("2025-01-01T00:10:00Z"));
  const second = tokenParameters(await sign());
  expect(first["X-Amz-Date"]).toBe("20250101T000000Z");
  expect(second["X-Amz-Date"]).toBe("20250101T001000Z");
  expect(second["X-Amz-Security-Token"]).toBe(role.sessionToken);
});

test("without credentials of the caller, those of the environment sign", async () => {
  const before = process.env;
  process.env = { ...before, AWS_ACCESS_KEY_ID: "AKIAENV", AWS_SECRET_ACCESS_KEY: "of-env" };
  try {
    const token = await (await iamTokenSigner(GROUP))();
    expect(tokenParameters(token)["X-Amz-Credential"]).toMatch(/^AKIAENV\//);
    expect(tokenParameters(token)["X-Amz-Signature"]).toBe(tokenSignature(token, "of-env"));
  } finally {
    process.env = before;
  }
});

test("without any credentials it says where they could be", async () => {
  const sign = await iamTokenSigner({
    ...GROUP,
    credentials: () => Promise.reject(new Error("Could not load credentials")),
  });
  const error = await rejection(sign());
  expect(error.code).toBe("IAM_CREDENTIALS_MISSING");
  expect(error.message).toContain("Could not load credentials");
});

test.each([
  ["@smithy/signature-v4", { credentials: () => Promise.resolve(KEYS) }],
  ["@aws-sdk/credential-provider-node", {}],
])("without %s it says what to install", async (name, credentials) => {
  const { code } = await withModule(name, { code: "MODULE_NOT_FOUND" }, () =>
    rejection(iamTokenSigner({ ...GROUP, ...credentials })),
  );
  expect(code).toBe("AWS_SDK_MISSING");
});

test("a package that is there and fails is not called missing", async () => {
  await withModule("@smithy/signature-v4", { code: "ERR_BROKEN" }, () =>
    expect(iamTokenSigner(GROUP)).rejects.toThrow("cannot load"),
  );
});

/** Does something while loading a module fails. */
async function withModule<T>(name: string, failure: object, work: () => Promise<T>): Promise<T> {
  jest.resetModules();
  jest.doMock(name, () => {
    throw Object.assign(new Error("cannot load"), failure);
  });
  try {
    return await work();
  } finally {
    jest.dontMock(name);
  }
}
