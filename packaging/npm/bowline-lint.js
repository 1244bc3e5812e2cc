#!/usr/bin/env node
// Starts the executable of the package for this platform, which npm installs as an optional dependency.
"use strict";
const { spawnSync } = require("node:child_process");

const name = `@bowline-lint/${process.platform}-${process.arch}`;
let executable;
try {
  executable = require.resolve(`${name}/bin/bowline${process.platform === "win32" ? ".exe" : ""}`);
} catch {
  console.error(`error: there is no package ${name}: install with optional dependencies, or take another package of bowline`);
  process.exit(2);
}
const { status, signal, error } = spawnSync(executable, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`error: cannot start bowline: ${error.message}`);
}
if (signal) {
  process.kill(process.pid, signal);
}
process.exit(status ?? 2);
