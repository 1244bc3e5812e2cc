#!/usr/bin/env bash
# Emacs with Eglot, by the configuration of docs/editors.md: Emacs 29, or Debian's `emacs-nox` and `elpa-eglot`; and `elpa-yaml-mode`.
. "$(dirname "$0")/tools.sh"
. "$here/blocks.sh"

cd "$(project shop)"
mkdir .git "$scratch/bin"
ln -s "$BOWLINE" "$scratch/bin/bowline"
block "Emacs" elisp >"$scratch/init.el"
test -s "$scratch/init.el"
PATH="$scratch/bin:$PATH" HOME="$scratch" timeout 120 \
  emacs --batch --eval '(package-activate-all)' -l eglot -l yaml-mode -l "$scratch/init.el" -l "$here/emacs.el"
