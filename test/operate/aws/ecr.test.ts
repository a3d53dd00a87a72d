import { askEcr, ecrImageOf, type EcrImage, imageIn } from "../../../operate/aws/ecr";
import { SignedService, TEST_KEYS } from "../../support/signed-service";

const REGISTRY = "222233334444.dkr.ecr.eu-central-1.amazonaws.com";
const IMAGE = { repository: "cachefort/memcached", tag: "1.6.45", uid: 11211, gid: 11211 };
const THERE: EcrImage = {
  account: "222233334444",
  region: "eu-central-1",
  dnsSuffix: "amazonaws.com",
  repository: "cachefort/memcached",
  id: { imageTag: "1.6.45" },
};
const DIGEST = `sha256:${"0".repeat(64)}`;

test.each([
  [{ ...IMAGE, registry: REGISTRY }, THERE],
  [
    { ...IMAGE, registry: REGISTRY, digest: DIGEST },
    { ...THERE, id: { imageDigest: DIGEST } },
  ],
  [
    { ...IMAGE, registry: `${REGISTRY}/mirror/one` },
    { ...THERE, repository: "mirror/one/cachefort/memcached" },
  ],
  [
    { ...IMAGE, registry: "222233334444.dkr.ecr.cn-north-1.amazonaws.com.cn" },
    { ...THERE, region: "cn-north-1", dnsSuffix: "amazonaws.com.cn" },
  ],
  [IMAGE, undefined],
  [{ ...IMAGE, registry: "registry.example.com" }, undefined],
  [{ ...IMAGE, registry: `${REGISTRY}.example.com` }, undefined],
  [{ ...IMAGE, registry: `registry.example.com/${REGISTRY}` }, undefined],
])("%j lies at %j", (image, there) => {
  expect(ecrImageOf(image)).toEqual(there);
});

test("ECR is asked for this image of this registry", async () => {
  const server = await SignedService.start({ status: 200, body: '{"imageDetails":[{}]}' });
  try {
    const answer = await askEcr(THERE, TEST_KEYS, { AWS_ENDPOINT_URL_ECR: server.url });
    expect(answer).toEqual({ found: true });
    expect(server.requests).toEqual([
      {
        scope: "eu-central-1/ecr",
        target: "AmazonEC2ContainerRegistry_V20150921.DescribeImages",
        body: '{"registryId":"222233334444","repositoryName":"cachefort/memcached","imageIds":[{"imageTag":"1.6.45"}]}',
      },
    ]);
  } finally {
    await server.stop();
  }
});

test.each([
  ["eu-central-1", "amazonaws.com", "https://api.ecr.eu-central-1.amazonaws.com/"],
  ["cn-north-1", "amazonaws.com.cn", "https://api.ecr.cn-north-1.amazonaws.com.cn/"],
])("in %s it is asked at its own place", async (region, dnsSuffix, place) => {
  const asked = jest.spyOn(globalThis, "fetch").mockRejectedValue(new Error("not asked"));
  try {
    await askEcr({ ...THERE, region, dnsSuffix }, TEST_KEYS, {});
    expect(asked.mock.calls.map(([url]) => (url as URL).href)).toEqual([place]);
  } finally {
    asked.mockRestore();
  }
});

const noWords = (status: number) => ({
  unreachable: `proxy.example: HTTP ${status}, in no words of AWS`,
});

test.each([
  [200, '{"imageDetails":[{"imageTags":["1.6.45"]}]}', { found: true }],
  [400, '{"__type":"ImageNotFoundException","message":"no"}', { missing: "image" }],
  [400, '{"__type":"RepositoryNotFoundException","message":"no"}', { missing: "repository" }],
  [
    400,
    '{"__type":"AccessDeniedException","message":"not authorized"}',
    { refused: "AccessDeniedException: not authorized" },
  ],
  [200, '{"imageDetails":[]}', noWords(200)],
  [403, '{"imageDetails":[{}]}', noWords(403)],
  [200, "null", noWords(200)],
  [502, "<html>Bad Gateway</html>", noWords(502)],
])("status %d with %s", (status, text, answer) => {
  expect(imageIn({ host: "proxy.example", status, text })).toEqual(answer);
});

test("a place that nobody reaches is told", () => {
  expect(imageIn({ unreachable: "ecr: no answer" })).toEqual({ unreachable: "ecr: no answer" });
});
