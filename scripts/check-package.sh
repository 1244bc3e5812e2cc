#!/usr/bin/env bash
# Checks what Cargo packs into the crate: all of these files and folders, and nothing else.
# Cargo leaves out folders with a manifest of their own, and packs whatever `include` in Cargo.toml matches.
set -euo pipefail
cd "$(dirname "$0")/.."

expected=(
  src rules schema build                    # what the build reads
  tests benches testdata .pre-commit-hooks.yaml editors/vscode/package.json   # what the tests read
  examples docs                             # what people read
  README.md SECURITY.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md LICENSE NOTICE
)
written_by_cargo='^(\.cargo_vcs_info\.json|Cargo\.lock|Cargo\.toml(\.orig)?)$'

if ! diff <(find "${expected[@]}" -type f | LC_ALL=C sort) \
  <(cargo package --list --locked --allow-dirty | grep -vE "$written_by_cargo" | LC_ALL=C sort); then
  echo "the crate lacks (<) or should not contain (>) these files: see \`include\` in Cargo.toml" >&2
  exit 1
fi
