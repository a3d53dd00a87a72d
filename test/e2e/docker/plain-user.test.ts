import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { tmpdir } from "node:os";
import { CopiedCheckout } from "../../support/copied-checkout";
import type { Deployed } from "../../support/docker/deploy-program";

jest.setTimeout(300_000);

const SOCKET = "/var/run/docker.sock";
const isRoot = process.getuid?.() === 0;
/** The account without rights that every Unix has, or the caller's own. */
const account = isRoot
  ? { uid: 65534, gid: 65534 }
  : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

const copy = new CopiedCheckout(tmpdir(), "my project", isRoot ? account : undefined);
afterAll(() => copy.remove());

/** With nothing of the caller but what the group of the engine's socket may. */
function deployAs({ uid, gid }: typeof account): {
  status: number | null;
  stdout: string;
  stderr: string;
} {
  const program = ["--import", "tsx", "test/support/docker/deploy-program.ts", "cfplain"];
  const groups = ["--groups", String(statSync(SOCKET).gid)];
  const reduced = ["--reuid", String(uid), "--regid", String(gid), ...groups, "--inh-caps=-all"];
  const [command = "", ...args] = isRoot
    ? ["setpriv", ...reduced, process.execPath, ...program]
    : [process.execPath, ...program];
  const env = { PATH: process.env["PATH"], HOME: tmpdir(), DOCKER_CONFIG: tmpdir() };
  return spawnSync(command, args, { cwd: copy.path, encoding: "utf8", env });
}

test("a plain user in the engine's group deploys; every process is that user's", () => {
  const { status, stderr, stdout } = deployAs(account);
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  expect(JSON.parse(stdout) as Deployed).toEqual({
    failures: "",
    changes: 0,
    uids: [String(account.uid)],
  });
});
