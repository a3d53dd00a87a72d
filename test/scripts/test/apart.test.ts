import { spawnSync } from "node:child_process";
import { APART, whyNotApart } from "../../../scripts/test/apart";

const [program = "", ...args] = APART;
const reason = whyNotApart();

if (reason === undefined) {
  test("what runs apart sees its own loopback interface and no process of the machine", () => {
    const script = "cat /proc/net/dev; echo --; ls /proc | grep -c '^[0-9]'; exit 7";
    const { status, stdout } = spawnSync(program, [...args, "sh", "-c", script], {
      encoding: "utf8",
    });
    const [interfaces = "", processes = ""] = stdout.split("--\n");
    expect(interfaces.match(/^ *\w+:/gm)?.map((name) => name.trim())).toEqual(["lo:"]);
    expect(Number(processes)).toBeLessThan(6);
    expect(status).toBe(7);
  });
} else {
  test("why nothing can run apart is told", () => {
    expect(reason).toMatch(/Linux|root|namespaces/);
  });
}
