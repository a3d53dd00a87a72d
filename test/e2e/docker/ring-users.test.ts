import { statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { connectMemcached } from "../../../clients/memcached/connect";
import { docker } from "../../../operate/docker/engine";
import { layUsers } from "../../../operate/docker/lay-users";
import { containerProcesses } from "../../../operate/docker/container-processes";
import { waitForRing } from "../../../operate/memcached/wait-for-ring";
import { rejection } from "../../support/coded";
import { BOOKWORM, TRIXIE } from "../../support/docker-images";
import { RingProject, type Way } from "../../support/ring-project";

jest.setTimeout(300_000);

const REFUSED = "MEMCACHED_LOGIN_REFUSED";
const WAYS: readonly Way[] = ["deploy", "up"];
const keys = Array.from({ length: 60 }, (_, number) => `page:${number}`);

describe("a password database", () => {
  const options = { images: TRIXIE, subnet: "10.214.16.0/20" };
  const project = new RingProject("cfusers", "pages", options, 3, 22700);
  beforeAll(async () => {
    await project.bring("deploy", "web");
  });
  afterAll(() => project.close());

  /** What must be the same before and after a change of users. */
  async function kept(): Promise<unknown> {
    return {
      containers: await project.containerIds(),
      holders: await project.holders("web", keys),
    };
  }

  const usersAndGate = ["replace terraform_data.pages_users", "replace terraform_data.pages_gate"];

  test.each(WAYS)("a changed password, by %s", async (way) => {
    await project.write("web", keys);
    const before = await kept();
    const former = project.loginOf("web");
    project.forgetPassword("web");
    expect((await project.bring(way, "web")).sort()).toEqual([...usersAndGate].sort());
    expect(await project.answers(project.loginOf("web"))).toEqual(project.all("taken"));
    expect(await project.answers(former)).toEqual(project.all(REFUSED));
    expect(await kept()).toEqual(before);
    expect(await project.plan(project.config("web"))).toEqual([]);
  });

  test.each(WAYS)("a user added and removed, by %s", async (way) => {
    await project.write("web", keys);
    const before = await kept();
    expect((await project.bring(way, "web", "guest")).sort()).toEqual([...usersAndGate].sort());
    const guest = project.loginOf("guest");
    expect(await project.answers(guest)).toEqual(project.all("taken"));
    expect(await project.plan(project.config("web", "guest"))).toEqual([]);

    expect(await project.plan(project.config("web"))).not.toEqual([]);
    expect(await project.answers(guest)).toEqual(project.all("taken"));

    await project.bring(way, "web");
    expect(await project.answers(guest)).toEqual(project.all(REFUSED));
    expect(await project.answers(project.loginOf("web"))).toEqual(project.all("taken"));
    expect(await kept()).toEqual(before);
    expect(await project.plan(project.config("web"))).toEqual([]);
  });

  test("a connection of a removed user lives on until it ends", async () => {
    await project.bring("deploy", "web", "guest");
    const client = connectMemcached(project.memcached("pages"), "guest", { timeoutMs: 5000 });
    try {
      for (const key of keys) await client.set(key, "before");
      await project.bring("deploy", "web");
      for (const key of keys) await client.set(key, "after");
      await docker("restart", ...project.containers());
      const deployed = project.memcached("pages");
      await waitForRing(deployed, containerProcesses(deployed.manifest));
      await expect(rejection(client.get("page:0"))).resolves.toMatchObject({ code: REFUSED });
    } finally {
      await client.close();
    }
  });

  test("no login is refused while the users are written again and again", async () => {
    const order = {
      ring: { environment: "cfusers", name: "pages", users: [{ name: "web" }] },
      secrets: project.paths.secrets,
      folders: ["0", "1", "2"].map((id) => join(project.paths.home("pages"), id, "users")),
      account: await accountOf(project),
    };
    let isOver = false;
    let written = 0;
    const writer = (async () => {
      while (!isOver) {
        layUsers(order);
        written += 1;
        await setImmediate();
      }
    })();
    try {
      for (let round = 0; round < 100; round++) {
        expect(await project.answers(project.loginOf("web"))).toEqual(project.all("taken"));
      }
    } finally {
      isOver = true;
      await writer;
    }
    expect(written).toBeGreaterThan(100);
  });

  test("the server reads the file, and neither it nor anybody else writes it", async () => {
    const [container = ""] = project.containers();
    const { uid, gid } = await accountOf(project);
    const folder = join(project.paths.home("pages"), "0", "users");
    expect(statSync(folder).mode & 0o007).toBe(0);
    expect(statSync(folder).uid).toBe(process.getuid?.());
    const file = statSync(join(folder, "passwords"));
    expect({ mode: file.mode & 0o777, uid: file.uid, gid: file.gid }).toEqual({
      mode: 0o600,
      uid,
      gid,
    });
    for (const name of ["passwords", "other"]) {
      const writing = docker("exec", container, "sh", "-c", `: >>/cachefort/users/${name}`);
      await expect(writing).rejects.toThrow(/read-only file system/i);
    }
  });

  test("a deployment does not end while a node refuses one of the users", async () => {
    await project.bring("deploy", "web", "guest");
    const deployed = project.memcached("pages");
    const processes = containerProcesses(deployed.manifest);
    await waitForRing(deployed, processes, 2000);
    layUsers({
      ring: { environment: "cfusers", name: "pages", users: [{ name: "web" }] },
      secrets: project.paths.secrets,
      folders: [join(project.paths.home("pages"), "1", "users")],
      account: await accountOf(project),
    });
    const error = await rejection(waitForRing(deployed, processes, 2000));
    expect(error.code).toBe("MEMCACHED_NODE_NOT_READY");
    expect(error.message).toMatch(/node 1 does not serve .*user guest: .*refused the login/);
  });
});

describe("a sasldb", () => {
  const options = { images: BOOKWORM, subnet: "10.214.16.0/20" };
  const project = new RingProject("cfsasl", "pages", options, 2, 22710);
  beforeAll(async () => {
    await project.bring("deploy", "web");
  });
  afterAll(() => project.close());

  const replaced = (told: readonly string[]): string[] =>
    told.flatMap(
      (line) => /^(?:replacing (\S+):|replace docker_container\.)/.exec(line)?.[1] ?? [],
    );

  test("a changed password replaces one node after the other", async () => {
    const former = project.loginOf("web");
    project.forgetPassword("web");
    expect(replaced(await project.bring("up", "web"))).toEqual(project.containers());
    expect(await project.answers(project.loginOf("web"))).toEqual(project.all("taken"));
    expect(await project.answers(former)).toEqual(project.all(REFUSED));
    expect(await project.plan(project.config("web"))).toEqual([]);
  });

  test("a user added and removed replaces one node after the other", async () => {
    expect(replaced(await project.bring("up", "web", "guest"))).toEqual(project.containers());
    const guest = project.loginOf("guest");
    expect(await project.answers(guest)).toEqual(project.all("taken"));
    expect(replaced(await project.bring("up", "web"))).toEqual(project.containers());
    expect(await project.answers(guest)).toEqual(project.all(REFUSED));
  });

  test("a deployment by Terraform alone replaces all", async () => {
    const before = await project.containerIds();
    const former = project.loginOf("web");
    project.forgetPassword("web");
    await project.bring("deploy", "web");
    const after = await project.containerIds();
    expect(after.filter((id) => before.includes(id))).toEqual([]);
    expect(await project.answers(project.loginOf("web"))).toEqual(project.all("taken"));
    expect(await project.answers(former)).toEqual(project.all(REFUSED));
  });
});

/** Whom a node's server runs as. */
async function accountOf(project: RingProject): Promise<{ uid: number; gid: number }> {
  const [container = ""] = project.containers();
  const { stdout } = await docker("inspect", "--format", "{{.Config.User}}", container);
  const [uid = NaN, gid = NaN] = stdout.trim().split(":").map(Number);
  return { uid, gid };
}
