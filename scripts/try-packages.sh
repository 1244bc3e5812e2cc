#!/usr/bin/env bash
# Makes the packages of this checkout and tries each in an empty environment: the wheel with pip, uvx and pipx, the crate with
# `cargo install`, the packages of npm, the Homebrew formula, man pages and completions. Needs Python, npm and the network.
# PROFILE=release tries what a release has; a debug build is made otherwise.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
profile=${PROFILE:-dev}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target}
version=$(sed -n '/^version = /{s/.*"\(.*\)".*/\1/p;q;}' "$root/Cargo.toml")

step() { printf '\n== %s\n' "$1"; }

# Nothing of this environment but the programs that everybody has; what is installed goes below one folder.
clean() { env -i HOME="$scratch/home" PATH="$1:/usr/bin:/bin" LANG=C.UTF-8 "${@:2}"; }

# Whether a command is of this version and finds a mistake.
works() {
  test "$(clean "$@" --version)" = "bowline $version"
  code=0
  clean "$@" check --format concise "$root/tests/editors/project" >"$scratch/found" 2>/dev/null || code=$?
  test "$code" -eq 1
  grep -q svc-clusterip-invalid "$scratch/found"
  echo "ok: ${*:2}"
}

mkdir "$scratch/home"
python3 -m venv "$scratch/tools"
"$scratch/tools/bin/pip" install --quiet maturin==1.16.0 uv==0.13.9 pipx==1.18.4

step "wheel"
"$scratch/tools/bin/maturin" build --quiet --profile "$profile" --locked --manifest-path "$root/Cargo.toml" --out "$scratch/wheels"
wheel=$(echo "$scratch"/wheels/*.whl)
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet --no-index "$wheel"
works "$scratch/venv/bin" bowline
works "$scratch/venv/bin" bowline-lint
works "$scratch/tools/bin" uvx --quiet --offline --from "$wheel" bowline-lint
works "$scratch/tools/bin" pipx run --quiet --spec "$wheel" bowline-lint

step "cargo install"
debug=$(test "$profile" = release || echo --debug)
cargo install --quiet --locked $debug --path "$root" --root "$scratch/cargo"
works "$scratch/cargo/bin" bowline
works "$scratch/cargo/bin" bowline-lint

step "npm"
strip -o "$scratch/bowline" "$scratch/cargo/bin/bowline"
case "$(uname -m)" in x86_64) target=x86_64-unknown-linux-musl ;; *) target=aarch64-unknown-linux-musl ;; esac
node "$root/packaging/npm/pack.mjs" "$version" "$scratch/npm" "$target=$scratch/bowline"
for package in "$scratch"/npm/*/; do npm pack --silent --pack-destination "$scratch/npm" "$package" >/dev/null; done
mkdir "$scratch/project"
npm install --silent --offline --no-audit --prefix "$scratch/project" "$scratch"/npm/*.tgz
works "$scratch/project/node_modules/.bin" bowline-lint
works "$scratch/project/node_modules/.bin" bowline

step "Homebrew"
for platform in {x86_64,aarch64}-{apple-darwin,unknown-linux-musl}; do
  echo "$(printf '%064d' 0)  bowline-v$version-$platform.tar.gz"
done >"$scratch/SHA256SUMS"
"$root/packaging/homebrew/formula.sh" "$version" "$scratch/SHA256SUMS" >"$scratch/bowline.rb"
if command -v ruby >/dev/null; then ruby -c "$scratch/bowline.rb"; fi
if "$root/packaging/homebrew/formula.sh" "$version" /dev/null >/dev/null 2>&1; then
  echo "a formula was made without checksums" >&2
  exit 1
fi

step "man pages and completions"
"$scratch/bowline" generate man --out "$scratch/man"
for page in "$scratch"/man/*.1; do
  if command -v man >/dev/null; then man --warnings --local-file "$page" 2>&1 >/dev/null | (! grep .); fi
done
echo "ok: $(find "$scratch/man" -name '*.1' | wc -l) man pages"
for shell in bash zsh fish; do
  "$scratch/bowline" generate completions "$shell" >"$scratch/bowline.$shell"
  if command -v "$shell" >/dev/null; then "$shell" -n "$scratch/bowline.$shell" && echo "ok: $shell"; fi
done
bash -c ". '$scratch/bowline.bash'; COMP_WORDS=(bowline ex) COMP_CWORD=1; _bowline bowline ex bowline; test \"\${COMPREPLY[*]}\" = explain"
echo "ok: bash completes"
