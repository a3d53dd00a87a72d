import { resendRule } from "../../../../clients/redis/resend/resend-rule";
import { codedError } from "../../../support/coded";

describe("resendRule", () => {
  test("is by idempotence alone when nothing is asked for", () => {
    expect(resendRule()("set", ["k", "v"])).toBe(true);
    expect(resendRule()("incr", ["k"])).toBe(false);
  });

  test("adds what is named, in any case", () => {
    const rule = resendRule(["INCR"]);
    expect(rule("incr", ["k"])).toBe(true);
    expect(rule("Incr", ["k"])).toBe(true);
    expect(rule("lpush", ["k", "v"])).toBe(false);
    expect(rule("get", ["k"])).toBe(true);
  });

  test("takes everything", () => expect(resendRule("all")("lpush", ["k", "v"])).toBe(true));

  test.each(["", "INCR k", "*"])("refuses %j", (name) => {
    expect(codedError(() => resendRule([name]))).toMatchObject({ code: "REDIS_RESEND_INVALID" });
  });
});
