#!/usr/bin/env bash
# Vim with the compiler file, and with ALE (Debian's `vim-ale`) if it is there, by the configurations of docs/editors.md.
. "$(dirname "$0")/tools.sh"
. "$here/blocks.sh"

cd "$(project shop)"
mkdir .git "$scratch/bin"
ln -s "$BOWLINE" "$scratch/bin/bowline"
block "Vim" vim >"$scratch/vimrc"
block "ALE" vim >"$scratch/ale.vim"
test -s "$scratch/vimrc" && test -s "$scratch/ale.vim"
ale=$(ls -d /usr/share/vim-ale /usr/share/vim/vimfiles/pack/*/start/ale 2>/dev/null | head -1 || true)

# Vim ends with 1 after any message of an error, even one that was caught.
PATH="$scratch/bin:$PATH" SAID="$scratch/said" ALE="$ale" ALE_CONFIGURATION="$scratch/ale.vim" timeout 200 \
  vim -N -u "$scratch/vimrc" -i NONE --cmd "set runtimepath^=$root/editors/vim" -es -S "$here/vim.vim" \
  </dev/null >"$scratch/out" 2>&1 || true
cat "$scratch/said"
test "$(tail -1 "$scratch/said")" = done || { cat "$scratch/out"; exit 1; }
