import * as glide from "@valkey/valkey-glide";
import { verdictOf } from "../../../../clients/redis/glide/verdict";

describe("verdictOf GLIDE", () => {
  test.each([
    [
      "final",
      new glide.RequestError("An error was signalled by the server - ResponseError: WRONGTYPE"),
    ],
    ["final", new glide.RequestError("PermissionDenied: NOPERM this user has no permissions")],
    ["final", new glide.ClosingError("Unable to execute requests; the client is closed.")],
    ["final", new TypeError("an argument")],
    [
      "again",
      new glide.RequestError("An error was signalled by the server - ClusterDown: CLUSTERDOWN"),
    ],
    ["again", new glide.ConnectionError("AllConnectionsUnavailable")],
    ["lost", new glide.TimeoutError("timed out")],
    ["lost", new glide.ConnectionError("connection closed")],
    ["lost", new glide.RequestError("FatalReceiveError: terminated")],
  ])("%s: %s", (verdict, error) => expect(verdictOf(glide, error)).toBe(verdict));
});
