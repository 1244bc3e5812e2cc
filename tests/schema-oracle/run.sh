#!/usr/bin/env bash
# Asks a second opinion on schemas: the PyPI package kubernetes-validate, in its strict mode, for three versions of
# Kubernetes. It judges the documents of seeds.yaml and of FOLDER, and some thousands of them with one mistake each, that
# are made the same way every time. Prints where bowline does not agree, and fails unless known.toml says why.
# Needs python3 with venv, and a network, once.
#
#     tests/schema-oracle/run.sh [FOLDER] [MUTANTS]
#
# What it installs, writes and remembers stays in target/schema-oracle.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/target/schema-oracle
mkdir -p "$work"
if ! [ -x "$work/venv/bin/kubernetes-validate" ]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet --require-hashes --only-binary :all: --requirement "$here/requirements.txt"
fi
cargo build --quiet --manifest-path "$root/Cargo.toml"
"$work/venv/bin/python" "$here/compare.py" "${CARGO_TARGET_DIR:-$root/target}/debug/bowline" "$work" "$@"
