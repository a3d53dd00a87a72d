import { awsEnvironment } from "../../../constructs/aws/aws-environment";
import { callerIn, callerOf } from "../../../operate/aws/caller";
import {
  type ServiceBehaviour,
  SignedService,
  stsCaller,
  stsError,
  TEST_KEYS,
} from "../../support/signed-service";

const environment = awsEnvironment({
  name: "prod",
  region: "eu-central-1",
  account: "111122223333",
});

let server: SignedService | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function callerBy(behaviour: ServiceBehaviour, keys = TEST_KEYS) {
  server = await SignedService.start(behaviour);
  return callerOf(keys, environment, { AWS_ENDPOINT_URL_STS: server.url });
}

test("AWS names the account of whoever signs", async () => {
  await expect(callerBy(stsCaller("222233334444"))).resolves.toEqual({ account: "222233334444" });
  expect(server?.requests).toEqual([
    {
      scope: "eu-central-1/sts",
      target: undefined,
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    },
  ]);
});

test("a session of a role sends its token", async () => {
  const keys = { ...TEST_KEYS, sessionToken: "fakeSessionToken" };
  await expect(callerBy(stsCaller("222233334444"), keys)).resolves.toHaveProperty("account");
});

test("another secret key is refused", async () => {
  const keys = { ...TEST_KEYS, secretAccessKey: "another" };
  await expect(callerBy(stsCaller("222233334444"), keys)).resolves.toEqual({
    refused: "SignatureDoesNotMatch: another one was computed",
  });
});

test("keys that nobody has are refused in AWS's words", async () => {
  const body = stsError("InvalidClientTokenId", "The security token is invalid");
  await expect(callerBy({ status: 403, body })).resolves.toEqual({
    refused: "InvalidClientTokenId: The security token is invalid",
  });
});

test.each([
  ["eu-central-1", "https://sts.eu-central-1.amazonaws.com/"],
  ["cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn/"],
])("in %s it is %s", async (region, place) => {
  const asked = jest.spyOn(globalThis, "fetch").mockRejectedValue(new Error("not asked"));
  try {
    const there = awsEnvironment({ name: "prod", region, account: "111122223333" });
    await expect(callerOf(TEST_KEYS, there, {})).resolves.toHaveProperty("unreachable");
    expect(asked.mock.calls.map(([url]) => (url as URL).href)).toEqual([place]);
  } finally {
    asked.mockRestore();
  }
});

const noWords = (status: number) => ({
  unreachable: `proxy.example: HTTP ${status}, in no words of AWS`,
});

test.each([
  [200, "<Account>222233334444</Account>", { account: "222233334444" }],
  [403, "<Code>ExpiredToken</Code>", { refused: "ExpiredToken: " }],
  [403, "<Account>222233334444</Account>", noWords(403)],
  [502, "<html>Bad Gateway</html>", noWords(502)],
  [200, "<html>a page to log in to the network</html>", noWords(200)],
])("status %d with %s", (status, text, caller) => {
  expect(callerIn({ host: "proxy.example", status, text })).toEqual(caller);
});
