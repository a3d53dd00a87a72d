import { runInNewContext } from "node:vm";
import * as errors from "redis";
import { verdictOf } from "../../../../clients/redis/node-redis/verdict";

describe("verdictOf node-redis", () => {
  test.each([
    ["final", new errors.SimpleError("WRONGTYPE Operation against a key")],
    ["final", new errors.SimpleError("NOPERM this user has no permissions")],
    ["final", new TypeError("Invalid argument type")],
    ["final", new errors.WatchError()],
    ["again", new errors.SimpleError("CLUSTERDOWN The cluster is down")],
    ["again", new errors.SimpleError("LOADING Redis is loading the dataset in memory")],
    ["again", new errors.MaxCommandRedirectionsError()],
    ["again", new errors.ClientOfflineError()],
    ["again", new errors.ClientClosedError()],
    ["again", new errors.RootNodesUnavailableError()],
    ["lost", new errors.SocketClosedUnexpectedlyError()],
    ["lost", new errors.DisconnectsClientError()],
    ["lost", new errors.SocketTimeoutError(1)],
    ["lost", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })],
    // As sockets make them for code in a realm of its own.
    ["lost", runInNewContext('new Error("read ECONNRESET")') as Error],
  ])("%s: %s", (verdict, error) => expect(verdictOf(errors, error)).toBe(verdict));
});
