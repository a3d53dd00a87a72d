#!/usr/bin/env node
"use strict";
const { existsSync } = require("node:fs");
const { register } = require("node:module");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

// A checkout runs its sources, a package its build.
const source = join(__dirname, "..", "cli", "main.ts");
if (existsSync(source)) {
  require("tsx/cjs");
  register("tsx/esm", { parentURL: pathToFileURL(__filename), data: true });
  require(source);
} else {
  require("../dist/cli/main.js");
}
