#!/usr/bin/env bash
# Tries the hooks of the last commit with the real pre-commit, in a scratch repository: a change that breaks a
# reference to a file that did not change is refused, a deletion as well, its repair passes, and so does a file that is no manifest.
# Needs Python, Rust and the network. Usage: scripts/try-pre-commit.sh [HOOK]...
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
hooks=("$@")
test "$#" -gt 0 || hooks=(bowline bowline-rust bowline-system bowline-all)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet pre-commit
# Dependencies are compiled once; `bowline-system` finds the binary of this checkout.
export CARGO_TARGET_DIR="$root/target" PRE_COMMIT_HOME="$scratch/cache"
cargo build --quiet --release --locked --manifest-path "$root/Cargo.toml"
export PATH="$scratch/venv/bin:$root/target/release:$PATH"
export GIT_AUTHOR_NAME=try GIT_AUTHOR_EMAIL=try@example.com GIT_COMMITTER_NAME=try GIT_COMMITTER_EMAIL=try@example.com

commit() { git add --all && git commit --quiet --message "$1" >"$scratch/said" 2>&1; }
passes() { commit "$1" || { cat "$scratch/said"; echo "$hook: refused: $1"; exit 1; }; }
is_refused() {
  if commit "$1"; then echo "$hook: passed: $1"; exit 1; fi
  cat "$scratch/said"
  grep -q "$2" "$scratch/said" || { echo "$hook: does not say $2"; exit 1; }
}

for hook in "${hooks[@]}"; do
  rm -rf "$scratch/work"
  git init --quiet "$scratch/work"
  cd "$scratch/work"
  cat >.pre-commit-config.yaml <<YAML
repos:
  - repo: $root
    rev: $(git -C "$root" rev-parse HEAD)
    hooks:
      - id: $hook
YAML
  cat >deployment.yaml <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1.29
          ports:
            - name: http
              containerPort: 80
YAML
  cat >service.yaml <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
YAML
  pre-commit install >/dev/null
  passes "two files that hold together"
  sed -i 's/app: web/app: wbe/' service.yaml
  is_refused "a selector that selects nothing" "service-selects-nothing\|reference-broken"
  sed -i 's/app: wbe/app: web/' service.yaml
  sed -i 's/name: http/name: web/' deployment.yaml
  is_refused "a port that the Service knows by its old name" "svc-targetport-name-unknown\|reference-broken"
  sed -i 's/targetPort: http/targetPort: web/' service.yaml
  passes "both ends of the port renamed"
  git rm --quiet deployment.yaml
  if test "$hook" = bowline-all; then passes "a Deployment that is deleted"; else
    is_refused "a Deployment that is deleted while its Service stays" reference-broken
    git reset --quiet --hard
  fi
  printf 'services:\n  web:\n    image: nginx\n' >docker-compose.yml
  passes "a file that is no manifest"
  echo "$hook: as it should be"
done
