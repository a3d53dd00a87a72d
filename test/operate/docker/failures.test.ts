import { OperationError } from "../../../constructs/core/errors";
import { explainedFailure } from "../../../operate/docker/failures";

/** As `runCdktf` tells what Terraform said. */
function failure(said: string): OperationError {
  const problem = `cdktf destroy ended with 1:\n${said}`;
  return new OperationError("CDKTF_FAILED", { problem, fix: "mend what is said above" });
}

test.each([
  "Error: error while removing network: network cachefort-shop id 74e0bdab2add has active endpoints",
  "Error: error while removing network: network\n│ cachefort-shop id\n│ 74e0bdab2add has active\n│ endpoints",
  'Error response from daemon: network cachefort-shop has active endpoints (name:"web" id:"1f3")',
])("a network that is not removed: %j", (said) => {
  const cause = failure(said);
  expect(explainedFailure(cause)).toMatchObject({
    code: "DOCKER_NETWORK_IN_USE",
    exitCode: 3,
    cause,
    detail: {
      received: "cachefort-shop",
      fix: expect.stringContaining("docker network inspect cachefort-shop"),
    },
  });
});

test.each([failure("Error: port is already allocated"), new Error("has active endpoints")])(
  "any other failure stays as it is: %s",
  (cause) => {
    expect(explainedFailure(cause)).toBe(cause);
  },
);
