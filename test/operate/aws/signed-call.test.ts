import { callAws } from "../../../operate/aws/signed-call";
import { SignedService, TEST_KEYS } from "../../support/signed-service";

const CALL = {
  service: "ECR",
  region: "eu-central-1",
  endpoint: "https://nowhere.invalid",
  headers: { "x-amz-target": "Question" },
  body: "{}",
};

let server: SignedService | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

test("an answer is told with its place", async () => {
  server = await SignedService.start({ status: 418, body: "tea" });
  const answer = await callAws(CALL, TEST_KEYS, { AWS_ENDPOINT_URL_ECR: server.url });
  expect(answer).toEqual({ host: new URL(server.url).host, status: 418, text: "tea" });
  expect(server.requests).toEqual([{ scope: "eu-central-1/ecr", target: "Question", body: "{}" }]);
});

test("a place that does not answer is given up after 5 s", async () => {
  server = await SignedService.start("silent");
  const begun = performance.now();
  const timeout = jest.spyOn(AbortSignal, "timeout");
  await expect(callAws(CALL, TEST_KEYS, { AWS_ENDPOINT_URL: server.url })).resolves.toEqual({
    unreachable: expect.stringMatching(/^127\.0\.0\.1:\d+: no answer within 5 s$/),
  });
  expect(performance.now() - begun).toBeGreaterThan(4900);
  expect(timeout.mock.calls).toEqual([[5000]]);
  timeout.mockRestore();
}, 20_000);

test.each(["127.0.0.1", "localhost"])("nobody listens at %s: the reason is told", async (host) => {
  const { url } = await stopped();
  const env = { AWS_ENDPOINT_URL: url.replace("127.0.0.1", host) };
  await expect(callAws(CALL, TEST_KEYS, env)).resolves.toEqual({
    unreachable: expect.stringMatching(new RegExp(`^${host}:\\d+: connect ECONNREFUSED`)),
  });
});

test("the place of one service goes before that of all", async () => {
  server = await SignedService.start({ status: 200, body: "" });
  const env = { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ENDPOINT_URL_ECR: server.url };
  await expect(callAws(CALL, TEST_KEYS, env)).resolves.toHaveProperty("status", 200);
});

test("an empty variable names no place", async () => {
  server = await SignedService.start({ status: 200, body: "" });
  const env = { AWS_ENDPOINT_URL_ECR: "", AWS_ENDPOINT_URL: server.url };
  await expect(callAws(CALL, TEST_KEYS, env)).resolves.toHaveProperty("status", 200);
});

test("what is no URL is told", async () => {
  await expect(callAws(CALL, TEST_KEYS, { AWS_ENDPOINT_URL: "sts" })).resolves.toEqual({
    unreachable: "sts: no URL",
  });
});

async function stopped(): Promise<{ readonly url: string }> {
  const gone = await SignedService.start("silent");
  const { url } = gone;
  await gone.stop();
  return { url };
}
