#!/usr/bin/env bash
# Tries bowline in real editors: all of them, or those that are named, such as `tests/editors/run.sh neovim vim`. Each script says what it needs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
test $# -gt 0 || set -- node neovim vim emacs vscode
for editor in "$@"; do
  printf '\n#### %s\n' "$editor"
  "$here/$editor.sh"
done
