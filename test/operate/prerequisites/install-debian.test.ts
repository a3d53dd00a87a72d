import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SCRIPT = join(__dirname, "../../../operate/prerequisites/install-debian.sh");

/**
 * A machine's root with an apt-get that does what Debian's does: it asks policy-rc.d before it
 * starts a service, and enables the service in any case.
 */
class Root {
  readonly path = mkdtempSync(join(tmpdir(), "cachefort-install-"));
  readonly policy = join(this.path, "usr/sbin/policy-rc.d");

  constructor() {
    for (const folder of ["usr/sbin", "etc/rc3.d", "etc/init.d", "run", "commands"]) {
      mkdirSync(join(this.path, folder), { recursive: true });
    }
    for (const target of ["multi-user", "sockets"]) {
      mkdirSync(join(this.path, `etc/systemd/system/${target}.target.wants`), { recursive: true });
    }
    this.command(
      "service",
      'case $2 in status) test -e "$R/run/$1" ;; stop) rm "$R/run/$1" ;; esac',
    );
    this.command("systemctl", 'rm "$R"/etc/systemd/system/*.wants/"$3"');
    this.command("update-rc.d", 'rm -f "$R/etc/rc3.d/S01$1"');
    this.aptGet("exit 0");
  }

  /** @param body what stands after the words of an installation are in `$packages` */
  aptGet(body: string): void {
    this.command(
      "apt-get",
      `echo "$*" >>"$R/apt.log"
       case "$*" in *--simulate* | *update*) exit 0 ;; esac
       packages=\${*##*--no-install-recommends }
       for name in $packages; do
         : >"$R/etc/init.d/$name"
         ln -sf x "$R/etc/rc3.d/S01$name"
         ln -sf x "$R/etc/systemd/system/multi-user.target.wants/$name.service"
         if ! [ -x "$R/usr/sbin/policy-rc.d" ] || "$R/usr/sbin/policy-rc.d"; then : >"$R/run/$name"; fi
       done
       ${body}`,
    );
  }

  enable(service: string): void {
    symlinkSync("x", join(this.path, "etc/rc3.d", `S01${service}`));
  }

  start(service: string): void {
    writeFileSync(join(this.path, "run", service), "");
  }

  isRunning(service: string): boolean {
    return existsSync(join(this.path, "run", service));
  }

  isEnabled(service: string): boolean {
    const systemd = "systemd/system";
    return [
      `rc3.d/S01${service}`,
      `${systemd}/multi-user.target.wants/${service}.service`,
      `${systemd}/sockets.target.wants/${service}.socket`,
    ].some((link) => isLink(join(this.path, "etc", link)));
  }

  /** Runs the script; `during` is told the pid once apt-get has printed a line. */
  async install(
    packages: readonly string[],
    during?: (pid: number) => void,
  ): Promise<number | null> {
    const child = spawn("/bin/sh", [SCRIPT, ...packages], {
      env: {
        PATH: `${join(this.path, "commands")}:${process.env["PATH"]}`,
        R: this.path,
        CACHEFORT_INSTALL_ROOT: this.path,
      },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 20_000,
    });
    child.stdout.once("data", () => during?.(child.pid ?? 0));
    const [code] = (await once(child, "close")) as [number | null];
    return code;
  }

  log(): string[] {
    return readFileSync(join(this.path, "apt.log"), "utf8").trim().split("\n");
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private command(name: string, body: string): void {
    const path = join(this.path, "commands", name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
  }
}

function isLink(path: string): boolean {
  try {
    return readlinkSync(path) !== "";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

let root: Root;
beforeEach(() => {
  root = new Root();
});
afterEach(() => root.remove());

const PACKAGES = ["redis-server", "memcached"];

it("leaves no service running or enabled, and no policy behind", async () => {
  expect(await root.install(PACKAGES)).toBe(0);
  for (const service of PACKAGES) {
    expect(existsSync(join(root.path, "etc/init.d", service))).toBe(true);
    expect(root.isRunning(service)).toBe(false);
    expect(root.isEnabled(service)).toBe(false);
  }
  expect(existsSync(root.policy)).toBe(false);
});

it("leaves alone what ran and was enabled before", async () => {
  root.enable("redis-server");
  root.start("redis-server");
  expect(await root.install(PACKAGES)).toBe(0);
  expect(root.isRunning("redis-server")).toBe(true);
  expect(root.isEnabled("redis-server")).toBe(true);
  expect(root.isEnabled("memcached")).toBe(false);
});

it("leaves no Docker engine enabled that it has installed, by its socket neither", async () => {
  root.aptGet('ln -s x "$R/etc/systemd/system/sockets.target.wants/docker.socket"');
  expect(await root.install(["docker.io"])).toBe(0);
  expect(root.isEnabled("docker")).toBe(false);
});

it("leaves a Docker engine alone that it does not install", async () => {
  root.aptGet('ln -s x "$R/etc/rc3.d/S01docker"; : >"$R/run/docker"');
  expect(await root.install(PACKAGES)).toBe(0);
  expect(root.isRunning("docker")).toBe(true);
  expect(root.isEnabled("docker")).toBe(true);
});

it("keeps the administrator's own policy, and stops what it let start", async () => {
  const own = "#!/bin/sh\nexit 0\n";
  writeFileSync(root.policy, own);
  chmodSync(root.policy, 0o755);
  root.aptGet('test -e "$R/run/memcached" || exit 9');
  expect(await root.install(PACKAGES)).toBe(0);
  expect(readFileSync(root.policy, "utf8")).toBe(own);
  expect(root.isRunning("memcached")).toBe(false);
});

it("takes away a policy that an earlier, killed run has left", async () => {
  root.aptGet('cat "$R/usr/sbin/policy-rc.d" >"$R/seen"');
  await root.install(PACKAGES);
  writeFileSync(root.policy, readFileSync(join(root.path, "seen")));
  chmodSync(root.policy, 0o755);
  expect(await root.install(PACKAGES)).toBe(0);
  expect(existsSync(root.policy)).toBe(false);
});

it.each([
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("cleans up on %s", async (signal, code) => {
  root.aptGet("echo unpacking; sleep 0.5");
  expect(await root.install(PACKAGES, (pid) => process.kill(pid, signal))).toBe(code);
  expect(existsSync(root.policy)).toBe(false);
  expect(PACKAGES.filter((service) => root.isEnabled(service))).toEqual([]);
});

it("fetches the package lists again when an installation fails, and fails when the second does", async () => {
  root.aptGet("exit 100");
  expect(await root.install(PACKAGES)).toBe(100);
  const verbs = root.log().map((line) => /update|--simulate|--yes/.exec(line)?.[0]);
  expect(verbs).toEqual(["--simulate", "--yes", "update", "--yes"]);
  expect(existsSync(root.policy)).toBe(false);
  expect(root.isEnabled("memcached")).toBe(false);
});
