#!/usr/bin/env bash
# Gives the reports to the programs that read them, as registries provide them: SARIF Multitool and @actions/core (npm),
# reviewdog (Go), violations-lib (Maven), sarif-tools, junitparser and xmlschema (PyPI), and Vim. Needs a network, once.
#
#     tests/consumers/run.sh [FOLDER]
#
# Checks a small project that it makes, or a folder of manifests. What it installs stays in target/consumers.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
tools=${BOWLINE_CONSUMERS:-$root/target/consumers}
mkdir -p "$tools"

step() { printf '\n== %s\n' "$1"; }

step "tools"
if ! [ -x "$tools/venv/bin/sarif" ]; then
  python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install --quiet sarif-tools==3.0.5 junitparser==5.0.3 xmlschema==4.3.2 jsonschema==4.26.0
fi
if ! [ -d "$tools/node_modules/@actions/core" ]; then
  npm install --silent --prefix "$tools" @microsoft/sarif-multitool-linux@5.7.0 @actions/core@3.0.1
  chmod u+x "$tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
fi
[ -x "$tools/bin/reviewdog" ] || GOBIN=$tools/bin go install github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0
if ! ls "$tools"/lib/violations-lib-*.jar >/dev/null 2>&1; then
  mvn -q -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$tools/lib"
fi
cargo build --quiet --manifest-path "$root/Cargo.toml"
bowline=${CARGO_TARGET_DIR:-$root/target}/debug/bowline

step "reports"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
reports=$work/reports
mkdir "$reports"
if [ $# -gt 0 ]; then
  project=$1
else
  project=$work/project
  cp -r "$here/project" "$project"
  # Names that are no URIs as they are; not every checkout could hold them.
  mkdir "$project/größe 1,2"
  mv "$project/service.yaml" "$project/größe 1,2/service #1.yaml"
  git -C "$project" init -q
  git -C "$project" -c user.name=test -c user.email=test@example.org commit -q --allow-empty -m base
  git -C "$project" add -A
fi
outputs=()
for format in concise json json-lines sarif github gitlab junit checkstyle rdjson; do
  outputs+=("--output=$format=$reports/bowline.$format")
done
(cd "$project" && "$bowline" check --info --fail-on never "${outputs[@]}") | tail -2

step "schemas, places, sarif-tools, junitparser"
"$tools/venv/bin/python" "$here/check.py" "$reports" "$project" "$root/schema"
"$tools/venv/bin/sarif" summary "$reports/bowline.sarif" | grep -E '^(error|warning|note):'

step "SARIF Multitool: the rules of SARIF and of GitHub"
# Its notes are advice that does not fit: to fetch links, to number rules, to add excerpts, which could show a secret.
multitool=$tools/node_modules/@microsoft/sarif-multitool-linux
(cd "$multitool" && ./Sarif.Multitool validate "$reports/bowline.sarif" --rule-kind "Sarif;Ghas" \
  --level "Error;Warning" --kind "Fail;Open;Review") >"$reports/validation.txt" 2>&1 || true
cat "$reports/validation.txt"
grep -q "Analysis completed successfully" "$reports/validation.txt"
if grep -E ': (error|warning) ' "$reports/validation.txt"; then exit 1; fi

step "GitHub: @actions/core writes the same commands"
node --input-type=module - "$tools" "$reports/bowline.github" <"$here/github.mjs"

step "GitLab, Checkstyle, JUnit, SARIF: violations-lib"
java -cp "$tools/lib/*" "$here/Violations.java" "$reports" 2>"$reports/violations.txt" || { cat "$reports/violations.txt"; exit 1; }

step "reviewdog"
for format in rdjson checkstyle sarif; do
  (cd "$project" && "$tools/bin/reviewdog" -f=$format -name=bowline -reporter=rdjsonl -filter-mode=nofilter -diff="git diff --cached") \
    <"$reports/bowline.$format" >"$reports/$format.rdjsonl" 2>"$reports/$format.err"
done
(cd "$project" && "$tools/bin/reviewdog" -efm="%f:%l:%c: %m" -reporter=rdjsonl -filter-mode=nofilter -diff="git diff --cached") \
  <"$reports/bowline.concise" >"$reports/concise.rdjsonl"
"$tools/venv/bin/python" "$here/check.py" --reviewed "$reports"

if command -v vim >/dev/null; then
  step "Vim reads concise"
  (cd "$project" && vim -Nu NONE -i NONE -es \
    -c 'set errorformat=%f:%l:%c:\ %t%*[a-z][%*[a-z0-9-]]\ %m' -c "cgetfile $reports/bowline.concise" \
    -c "call writefile(map(getqflist(), {_, e -> e.valid . ' ' . bufname(e.bufnr) . ' ' . e.lnum . ' ' . e.col . ' ' . e.type}), '$reports/vim')" \
    -c 'qa!' || true)
  if grep -qv '^1 ' "$reports/vim"; then cat "$reports/vim"; exit 1; fi
  echo "$(wc -l <"$reports/vim") places, such as: $(head -1 "$reports/vim")"
  test "$(wc -l <"$reports/vim")" -eq "$(wc -l <"$reports/bowline.concise")"
fi
