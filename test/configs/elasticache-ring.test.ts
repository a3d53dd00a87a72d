import { readEnvironment } from "../../configs/read-environment";
import type { AwsEnvironmentInput } from "../../configs/schema";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { awsStackPropsOf } from "../../operate/aws/prepare";
import { codedError } from "../support/coded";

const PLACE: AwsEnvironmentInput = {
  target: "aws",
  region: "eu-central-1",
  account: "222233334444",
  network: { availabilityZones: ["eu-central-1a", "eu-central-1b"] },
};

test("a ring of ElastiCache in data is one of the stack", () => {
  const ring = { name: "pages", withoutAuthentication: true, nodes: 2 } as const;
  const config: AwsEnvironmentInput = { ...PLACE, elastiCacheMemcached: [ring] };
  const environment = readEnvironment("prod", config);
  const paths = new EnvironmentPaths("/project", "prod", false);
  expect(awsStackPropsOf(paths, environment).elastiCacheMemcached).toEqual([ring]);
});

test.each([{ name: "pages" }, { name: "pages", withoutAuthentication: false }])(
  "data that does not accept that there is no login is refused: %j",
  (ring) => {
    const config = { ...PLACE, elastiCacheMemcached: [ring] } as unknown;
    const error = codedError(() => readEnvironment("prod", config));
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message).toContain("withoutAuthentication");
  },
);
