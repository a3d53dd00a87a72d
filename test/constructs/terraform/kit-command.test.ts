import { spawnSync } from "node:child_process";
import { kitProvisioner } from "../../../constructs/terraform/kit-command";

function runProvisioner(environment: NodeJS.ProcessEnv): { status: number | null; stderr: string } {
  const {
    command,
    interpreter = [],
    environment: own,
  } = kitProvisioner({
    words: ["stop-node"],
    environment: {},
  });
  const [shell = "", ...args] = interpreter;
  return spawnSync(shell, [...args, command], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...own, ...environment },
  });
}

test("a kit that has moved since the synth is told as such, with exit code 3", () => {
  const { status, stderr } = runProvisioner({ CACHEFORT_KIT: "/no where/cachefort.js" });
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: expect.stringMatching(/^HOST_KIT_MOVED: .* · fix: synthesize again/),
  });
});

test("a kit that is where it was is called", () => {
  expect(runProvisioner({})).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("INTERNAL_ARGUMENT_MISSING"),
  });
});
