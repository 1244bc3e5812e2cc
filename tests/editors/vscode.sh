#!/usr/bin/env bash
# VS Code: runs the tests of the extension in its extension host, then installs a packed extension and draws what a person sees. VS
# Code's server comes with code-server (npm), its window is Debian's `chromium`. Needs npm, a C++ compiler and some minutes, once.
#
#     tests/editors/vscode.sh [PICTURE.png]
. "$(dirname "$0")/tools.sh"
picture=$(realpath --canonicalize-missing "${1:-$scratch/editor.png}")
node_24

step "VS Code"
if ! [ -e "$tools/vscode/ready" ]; then
  npm install --silent --no-save --ignore-scripts --prefix "$tools/vscode" code-server@4.139.1 puppeteer-core@25.16.0
  (
    cd "$tools/vscode/node_modules/code-server/lib/vscode"
    npm install --silent --omit=dev --ignore-scripts
    npm rebuild --silent --nodedir="$(dirname "$(dirname "$(command -v node)")")" \
      @vscode/spdlog @vscode/native-watchdog @vscode/fs-copyfile @parcel/watcher node-pty
    cd extensions
    npm install --silent --omit=dev --ignore-scripts
  )
  touch "$tools/vscode/ready"
fi
export TOOLS=$tools/vscode

step "the extension"
extension=$scratch/extension
mkdir "$extension"
(cd "$root/editors/vscode" && git ls-files -z | xargs -0 cp --parents --target-directory="$extension")
cd "$extension"
npm ci --silent --ignore-scripts
npm test
npm run --silent package
npx esbuild test/suite.ts --bundle --platform=node --format=cjs --external:vscode --log-level=error --outfile=dist/suite.js

step "its tests in VS Code"
node "$here/vscode/drive.mjs" suite "$extension"

step "packed with the executable"
mkdir bin
strip -o bin/bowline "$BOWLINE"
npx vsce package --no-dependencies --target linux-x64 --out "$scratch/packed.vsix" >/dev/null
BOWLINE='' node "$here/vscode/drive.mjs" picture "$scratch/packed.vsix" "$picture"
echo "drawn: $(stat --format=%s "$picture") bytes"
