"use strict";
// Loaded into every process of a measured program; each adds its peak of resident memory in KiB.
const { appendFileSync } = require("node:fs");

process.on("exit", () => {
  appendFileSync(process.env.BENCH_PEAK_FILE, `${process.resourceUsage().maxRSS}\n`);
});
