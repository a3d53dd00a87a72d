import { ReplyError } from "ioredis";
import { outcomeOf } from "../../../smoke/workload/writer";

/** An error as the server answers it; the client's own types say `any`. */
const Refusal = ReplyError as new (message: string) => Error;

describe("outcomeOf", () => {
  test.each([
    ["a refusal is a failure", new Refusal("OOM command not allowed"), false, "failed"],
    ["a refusal after a lost connection tells nothing", new Refusal("READONLY"), true, "unknown"],
    ["no answer in time", new Error("Command timed out"), false, "unknown"],
    ["no connection left", new Error("Connection is closed."), true, "unknown"],
    ["too many tries", new Error("Too many Cluster redirections."), false, "unknown"],
  ])("%s", (_title, error, wasConnectionLost, outcome) => {
    expect(outcomeOf(error, wasConnectionLost)).toBe(outcome);
  });
});
