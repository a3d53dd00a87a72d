import { renameSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadManifest } from "../../../clients/manifest-file";
import { NodeFolder } from "../../../operate/host/node-folder";
import { isAlive } from "../../../operate/host/process-identity";
import { CopiedCheckout } from "../../support/copied-checkout";

jest.setTimeout(300_000);

const isRoot = process.getuid?.() === 0;
/** The account without rights that every Unix has. */
const NOBODY = { uid: 65534, gid: 65534 };

interface Place {
  readonly title: string;
  readonly above: string;
  readonly person: typeof NOBODY | undefined;
}

const places: Place[] = [
  isRoot
    ? { title: "a plain user, in a path with blanks", above: tmpdir(), person: NOBODY }
    : { title: "the caller, in a path with blanks", above: tmpdir(), person: undefined },
  ...(isRoot ? [{ title: "root, in its own home", above: homedir(), person: undefined }] : []),
];

describe.each(places)("$title", ({ above, person }) => {
  let copy: CopiedCheckout;
  beforeAll(() => {
    copy = new CopiedCheckout(above, "my project", person);
  });
  afterAll(() => {
    copy.cachefort("down", "ci", "--data");
    copy.remove();
  });

  const folders = (): NodeFolder[] =>
    ["sessions", "queue", "pages", "images"].flatMap((name) => {
      const directory = join(copy.path, ".cachefort/ci/manifests");
      const { manifest } = loadManifest(join(directory, `${name}.json`));
      return manifest.nodes.map(({ ref }) => new NodeFolder(resolve(directory, ref)));
    });

  test("up brings everything up and proves it", () => {
    const { code, stdout, stderr } = copy.cachefort("up", "ci", "--no-install");
    expect({ code, stderr: code === 0 ? "" : stderr + stdout }).toEqual({ code: 0, stderr: "" });
  });

  test("no server runs as root", () => {
    const uids = folders().map((folder) => statSync(`/proc/${folder.server()?.pid}`).uid);
    expect(uids).toHaveLength(17);
    if (person === undefined) expect(uids).not.toContain(0);
    else expect(new Set(uids)).toEqual(new Set([person.uid]));
  });

  test("a checkout that moved is told to move back, and changes nothing", () => {
    const moved = `${copy.path} moved`;
    const processes = folders().map((folder) => folder.server());
    renameSync(copy.path, moved);
    try {
      expect(copy.cachefortIn(moved, ["up", "ci", "--no-install"])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("HOST_CHECKOUT_MOVED"),
      });
    } finally {
      renameSync(moved, copy.path);
    }
    expect(processes.every((identity) => identity !== undefined && isAlive(identity))).toBe(true);
  });

  test("down leaves no process", () => {
    const processes = folders().flatMap((folder) => [folder.server(), folder.runnerProcess()]);
    expect(copy.cachefort("down", "ci", "--data").code).toBe(0);
    expect(processes.filter((identity) => identity !== undefined && isAlive(identity))).toEqual([]);
  });
});
