// Makes the packages of npm out of executables: node pack.mjs VERSION OUT TARGET=EXECUTABLE...
//
// One package for each platform has the executable; `bowline-lint` depends on all of them and npm installs the one that fits.
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Node's names of a platform, by Rust's. */
const PLATFORMS = {
  "x86_64-unknown-linux-musl": ["linux", "x64"],
  "aarch64-unknown-linux-musl": ["linux", "arm64"],
  "x86_64-apple-darwin": ["darwin", "x64"],
  "aarch64-apple-darwin": ["darwin", "arm64"],
  "x86_64-pc-windows-msvc": ["win32", "x64"],
  "aarch64-pc-windows-msvc": ["win32", "arm64"],
};

const here = dirname(fileURLToPath(import.meta.url));
const [version, out, ...executables] = process.argv.slice(2);
const common = {
  version,
  description: "A linter for Kubernetes manifests that connects the pieces as the cluster would",
  license: "MIT",
  repository: { type: "git", url: "git+https://github.com/bowline-lint/bowline.git" },
};
const platforms = {};

for (const given of executables) {
  const [target, executable] = given.split("=");
  const [os, cpu] = PLATFORMS[target] ?? fail(`${target}: not a platform that npm knows`);
  const name = `@bowline-lint/${os}-${cpu}`;
  const file = os === "win32" ? "bowline.exe" : "bowline";
  const folder = join(out, `${os}-${cpu}`);
  mkdirSync(join(folder, "bin"), { recursive: true });
  copyFileSync(executable, join(folder, "bin", file));
  chmodSync(join(folder, "bin", file), 0o755);
  write(folder, { ...common, name, os: [os], cpu: [cpu], files: ["bin"] });
  platforms[name] = version;
}

const main = join(out, "bowline-lint");
mkdirSync(main, { recursive: true });
for (const file of ["bowline-lint.js", "README.md"]) copyFileSync(join(here, file), join(main, file));
const bin = { "bowline-lint": "bowline-lint.js", bowline: "bowline-lint.js" };
const keywords = ["kubernetes", "linter", "yaml", "kustomize"];
write(main, { name: "bowline-lint", ...common, keywords, bin, engines: { node: ">=18" }, optionalDependencies: platforms });

function write(folder, manifest) {
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function fail(message) {
  throw new Error(message);
}
