#!/usr/bin/env bash
# A client made of `vscode-languageserver-protocol`, the reference of the protocol, under Node.js. Needs npm.
. "$(dirname "$0")/tools.sh"
[ -d "$tools/client/node_modules" ] ||
  npm install --silent --no-save --ignore-scripts --prefix "$tools/client" vscode-languageserver-protocol@3.18.5
node "$here/client.mjs" "$tools/client" "$(project shop)"
