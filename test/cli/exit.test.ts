import { App, TerraformStack } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitWith } from "../../cli/exit";
import { ValidationError } from "../../constructs/core/errors";

/** What exitWith prints, and the exit code. */
function told(error: unknown): { readonly text: string; readonly code: unknown } {
  const write = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const exit = jest.spyOn(process, "exit").mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  try {
    expect(() => exitWith(error)).toThrow(/^exit \d+$/);
    return { text: String(write.mock.calls[0]?.[0]), code: exit.mock.calls[0]?.[0] };
  } finally {
    write.mockRestore();
    exit.mockRestore();
  }
}

/** The error of a synth with validations that refuse the stack. */
function synthError(refusals: string[]): unknown {
  const outdir = mkdtempSync(join(tmpdir(), "cachefort-exit-"));
  try {
    const app = new App({ outdir });
    new TerraformStack(app, "stack").node.addValidation({ validate: () => refusals });
    app.synth();
  } catch (error) {
    return error;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
  throw new Error("the synth refused nothing");
}

it("tells what a synth refuses, one a line, as the user's to mend", () => {
  expect(told(synthError(["A_CODE: one", "B_CODE: two"]))).toEqual({
    text: "  [stack] A_CODE: one\n  [stack] B_CODE: two\n",
    code: 2,
  });
});

it("tells a coded error by its message and exit code", () => {
  const error = new ValidationError("A_CODE", { problem: "it is wrong", fix: "mend it" });
  expect(told(error)).toEqual({ text: "A_CODE: it is wrong · fix: mend it\n", code: 2 });
});

it("tells anything else as a defect of the kit, with its stack", () => {
  const { code, text } = told(new Error("a defect"));
  expect(code).toBe(70);
  expect(text).toContain("exit.test.ts");
});
