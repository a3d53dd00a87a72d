import { loadClient } from "../../../clients/redis/optional-client";
import { rejection } from "../../support/coded";

test("a package that is not installed is told with what installs it", async () => {
  const missing = Object.assign(new Error("Cannot find module 'redis'"), {
    code: "MODULE_NOT_FOUND",
  });
  const error = await rejection(loadClient("redis", () => Promise.reject(missing)));
  expect(error).toMatchObject({ code: "REDIS_CLIENT_MISSING", cause: missing });
  expect(error.detail.fix).toBe("npm install redis");
});

test("what else goes wrong is told as it is", async () => {
  const broken = new Error("no library for this machine");
  await expect(loadClient("redis", () => Promise.reject(broken))).rejects.toBe(broken);
});
