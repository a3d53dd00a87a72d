import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonOfCheckov } from "./checkov-program";

const folder = mkdtempSync(join(tmpdir(), "cachefort-program-"));
const CACHEFORT_CHECKOV = join(folder, "checkov");
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["#!/opt/venv/bin/python3\nimport sys\n", ["/opt/venv/bin/python3"]],
  ["#!/opt/venv/bin/python3.11 -E\nimport sys\n", ["/opt/venv/bin/python3.11", "-E"]],
  ["#! /usr/bin/env python3\nimport sys\n", ["/usr/bin/env", "python3"]],
])("the first line %j names its Python", (text, command) => {
  writeFileSync(CACHEFORT_CHECKOV, text);
  expect(pythonOfCheckov({ CACHEFORT_CHECKOV })).toEqual({ command });
});

test.each(["#!/bin/sh\n# python\n", "", "\u007fELF\n#!/usr/bin/python3\n"])(
  "a program that begins with %j is none of Python's",
  (text) => {
    writeFileSync(CACHEFORT_CHECKOV, text);
    expect(pythonOfCheckov({ CACHEFORT_CHECKOV })).toEqual({
      problem: expect.stringContaining("no script of Python"),
    });
  },
);

test("a program that is not there is missing", () => {
  expect(pythonOfCheckov({ CACHEFORT_CHECKOV: join(folder, "none") })).toEqual({
    problem: expect.stringContaining("pip install checkov"),
  });
});
