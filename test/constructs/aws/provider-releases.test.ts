import { neededRelease, type NeedsOfRelease } from "../../../constructs/aws/provider-releases";

const iam = { authentication: { type: "iam" } };
const password = { authentication: { type: "password" } };

test.each<[string, NeedsOfRelease[]]>([
  ["5.100.0", []],
  ["5.100.0", [{ users: [iam], nodeGroups: undefined }]],
  ["6.25.0", [{ users: [iam], nodeGroups: [{}] }]],
  ["6.44.0", [{ users: [iam, password] }]],
  ["6.44.0", [{ users: [password], nodeGroups: [{}] }]],
  ["6.44.0", [{ users: [password] }, { nodeGroups: [{}] }]],
])("%s has every argument of %j", (release, clusters) => {
  expect(neededRelease(...clusters)).toBe(release);
});
