import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rejection } from "../coded";
import { type TestCluster, withManifest } from "../redis-server";
import type { ConnectPreset } from "./preset-client";
import { keyOfShard } from "./shard-keys";

/** Six nodes are asked one after the other at most, each for the time that a connection may take. */
const REFUSED_WITHIN_MS = 6 * 2000;

/** Who may connect, and what refuses to. */
export function loginContract(
  connect: ConnectPreset,
  current: () => TestCluster,
  loginsPerNode: number,
): void {
  test("serves a readWrite user on every shard, and a readOnly user", async () => {
    const cluster = current();
    const api = await connect(cluster.deployed, "api");
    const report = await connect(cluster.deployed, "report");
    try {
      for (const shard of [0, 1, 2]) {
        const key = keyOfShard(cluster, shard, "login");
        expect(await api.call("SET", key, `value ${shard}`)).toBe("OK");
        expect(await report.call("GET", key)).toBe(`value ${shard}`);
        await expect(report.call("SET", key, "mine")).rejects.toThrow(
          /NOPERM|PermissionDenied|permission/i,
        );
      }
    } finally {
      api.close();
      report.close();
    }
  });

  test("tells a wrong password, soon and with few logins", async () => {
    const cluster = current();
    const file = "secrets/wrong.password";
    writeFileSync(join(cluster.deployed.directory, file), "not-the-password", { mode: 0o600 });
    const users = cluster.deployed.manifest.users.map((user) =>
      user.name === "api" ? { ...user, auth: { password: { file } } } : user,
    );
    const { deployed } = withManifest(cluster, { users });
    const refusedBefore = await refusedLogins(cluster);
    const begun = performance.now();
    const error = await rejection(connect(deployed, "api"));
    expect(error.code).toBe("REDIS_LOGIN_REFUSED");
    expect(error.message).not.toContain("not-the-password");
    expect(performance.now() - begun).toBeLessThan(REFUSED_WITHIN_MS);
    const refused = (await refusedLogins(cluster)) - refusedBefore;
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThanOrEqual(loginsPerNode * cluster.model.nodes.length);
  });

  test("trusts no other authority", async () => {
    const { tls } = current().deployed.manifest;
    const { deployed } = withManifest(current(), { tls: { ...tls, ca: "system" } });
    expect(await rejection(connect(deployed, "api"))).toMatchObject({
      code: "REDIS_TLS_UNTRUSTED",
    });
  });

  test("tells that no node is there", async () => {
    const { entrypoints, nodes } = current().deployed.manifest;
    const elsewhere = <P extends { readonly port?: number | undefined }>(place: P): P => ({
      ...place,
      port: (place.port ?? 0) + 100,
    });
    const { deployed } = withManifest(current(), {
      entrypoints: entrypoints.map(elsewhere),
      nodes: nodes.map(elsewhere),
    });
    const begun = performance.now();
    expect(await rejection(connect(deployed, "api"))).toMatchObject({ code: "REDIS_UNREACHABLE" });
    expect(performance.now() - begun).toBeLessThan(REFUSED_WITHIN_MS);
  });
}

/** Logins that the nodes have refused so far. */
async function refusedLogins(cluster: TestCluster): Promise<number> {
  let sum = 0;
  for (const { id } of cluster.model.nodes) {
    const node = await cluster.operator(id);
    try {
      const text = await node.info("everything");
      sum += Number(/^cmdstat_auth:.*failed_calls=(\d+)/m.exec(text)?.[1] ?? 0);
      sum += Number(/^cmdstat_hello:.*failed_calls=(\d+)/m.exec(text)?.[1] ?? 0);
    } finally {
      node.disconnect();
    }
  }
  return sum;
}
