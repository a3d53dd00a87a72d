import { loginNameOf, redisCredentials } from "../../../clients/redis/credentials";
import { codedError } from "../../support/coded";
import { createTestManifest, type TestManifest } from "../../support/redis-manifest";

describe("redisCredentials", () => {
  let manifest: TestManifest;

  beforeAll(() => {
    manifest = createTestManifest({ port: 1, authority: "", password: "not-for-messages\n" });
  });

  afterAll(() => manifest.remove());

  it("reads the password that the manifest refers to, without its line end", () => {
    expect(redisCredentials(manifest.deployed, "api")).toEqual({
      user: "api",
      password: "not-for-messages",
    });
  });

  it("logs in under another name where the manifest says so", () => {
    const { manifest: before } = manifest.deployed;
    const users = before.users.map((user) => ({ ...user, auth: { ...user.auth, login: "api-b" } }));
    const deployed = { ...manifest.deployed, manifest: { ...before, users } };
    expect(redisCredentials(deployed, "api").user).toBe("api-b");
  });

  it.each([
    ["its name", { password: { env: "P" } }, "api"],
    ["the login of the manifest", { password: { env: "P" }, login: "api-b" }, "api-b"],
    [
      "the id of its user of IAM",
      { iam: { region: "eu-central-1", userId: "prod-api" } },
      "prod-api",
    ],
  ])("a user is known to the nodes by %s", (_what, auth, login) => {
    expect(loginNameOf({ name: "api", role: "readWrite", keys: [], auth })).toBe(login);
  });

  it("names the users there are when asked for another", () => {
    const error = codedError(() => redisCredentials(manifest.deployed, "apo"));
    expect(error.code).toBe("REDIS_USER_UNKNOWN");
    expect(error.detail).toMatchObject({ received: "apo", allowed: "api" });
  });

  it("refuses a user who logs in with IAM", () => {
    const auth = { iam: { region: "eu-central-1", userId: "api", cacheName: "sessions" } };
    const users = [{ name: "api", role: "readWrite" as const, keys: ["session:*"], auth }];
    const deployed = { ...manifest.deployed, manifest: { ...manifest.deployed.manifest, users } };
    expect(codedError(() => redisCredentials(deployed, "api")).code).toBe("REDIS_AUTH_UNSUPPORTED");
  });

  it("tells of an unreadable password file by its path", () => {
    const auth = { password: { file: "gone.password" } };
    const users = [{ name: "api", role: "readWrite" as const, keys: ["session:*"], auth }];
    const deployed = { ...manifest.deployed, manifest: { ...manifest.deployed.manifest, users } };
    const error = codedError(() => redisCredentials(deployed, "api"));
    expect(error.code).toBe("SECRET_UNREADABLE");
    expect(error.message).toContain("gone.password");
  });
});
