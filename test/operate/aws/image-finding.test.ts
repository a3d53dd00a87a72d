import { type EcrImage } from "../../../operate/aws/ecr";
import { imageFinding, otherImageFinding } from "../../../operate/aws/image-finding";

const HOST = "222233334444.dkr.ecr.eu-central-1.amazonaws.com";
const OFFICIAL = {
  repository: "cachefort/memcached",
  tag: "1.6.45-bookworm",
  registry: HOST,
  uid: 11211,
  gid: 11211,
};
const REFERENCE = `${HOST}/cachefort/memcached:1.6.45-bookworm`;
const THERE: EcrImage = {
  account: "222233334444",
  region: "eu-central-1",
  dnsSuffix: "amazonaws.com",
  repository: "cachefort/memcached",
  id: { imageTag: "1.6.45-bookworm" },
};
const LOGIN = `aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin ${HOST}`;
const x86 = (image = OFFICIAL) => ({ image, architecture: "x86_64" }) as const;

test("an image that is there needs nothing", () => {
  expect(imageFinding(x86(), THERE, { found: true })).toEqual({
    name: `image ${REFERENCE}`,
    status: "ok",
  });
});

test("the official image is copied, for the nodes' processor", () => {
  expect(imageFinding(x86(), THERE, { missing: "image" })).toEqual({
    name: `image ${REFERENCE}`,
    status: "missing",
    problem: "not in its repository of ECR",
    fix: [
      LOGIN,
      "docker pull --platform linux/amd64 memcached:1.6.45-bookworm",
      `docker tag memcached:1.6.45-bookworm ${REFERENCE}`,
      `docker push ${REFERENCE}`,
    ].join(" && "),
  });
});

test("for nodes of Arm it is that of Arm", () => {
  const wanted = { image: OFFICIAL, architecture: "arm64" } as const;
  expect(imageFinding(wanted, THERE, { missing: "image" }).fix).toContain(
    "docker pull --platform linux/arm64 memcached:",
  );
});

test("an image of one's own is pushed", () => {
  const image = { ...OFFICIAL, repository: "own", tag: "1" };
  const { fix } = imageFinding(x86(image), THERE, { missing: "image" });
  expect(fix).toBe(`${LOGIN} && docker push ${HOST}/own:1`);
});

test("a repository that is not there is made first", () => {
  const { fix, problem } = imageFinding(x86(), THERE, { missing: "repository" });
  expect(problem).toBe("ECR has no such repository");
  expect(fix).toMatch(
    /^aws ecr create-repository --region eu-central-1 --repository-name cachefort\/memcached --image-tag-mutability IMMUTABLE && aws ecr get-login-password /,
  );
});

const LOOK = `allow ecr:DescribeImages of cachefort/memcached, or look yourself: docker manifest inspect ${REFERENCE}`;

test.each([
  [{ refused: "AccessDenied: no" }, "ECR does not tell: AccessDenied: no", LOOK],
  [{ unreachable: "ecr: no answer" }, "ECR was not reached: ecr: no answer", LOOK],
  [{ notAsked: "no credentials" }, "not looked for: no credentials", undefined],
])("%j is a warning", (answer, problem, fix) => {
  expect(imageFinding(x86(), THERE, answer)).toEqual({
    name: `image ${REFERENCE}`,
    status: "warning",
    problem,
    ...(fix === undefined ? {} : { fix }),
  });
});

test("another registry is not asked", () => {
  expect(otherImageFinding({ ...OFFICIAL, registry: "registry.example.com" })).toEqual({
    name: "image registry.example.com/cachefort/memcached:1.6.45-bookworm",
    status: "ok",
    problem: "not looked for: the nodes must reach its registry",
  });
});
