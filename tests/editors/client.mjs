// An editor made of `vscode-languageserver-protocol`: node client.mjs TOOLS PROJECT. BOWLINE is the executable.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [tools, project] = process.argv.slice(2);
const protocol = createRequire(join(tools, "package.json"))("vscode-languageserver-protocol/node");
const server = spawn(process.env.BOWLINE, ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = protocol.createProtocolConnection(server.stdout, server.stdin);

/** What each file was last said to have. */
const found = new Map();
const texts = new Map();
const uri = (name) => pathToFileURL(join(project, name)).href;

connection.onNotification(protocol.PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => found.set(uri, diagnostics));
connection.onRequest(protocol.RegistrationRequest.type, () => null);
connection.listen();

const { capabilities } = await connection.sendRequest(protocol.InitializeRequest.type, {
  processId: process.pid,
  rootUri: null,
  capabilities: {
    general: { positionEncodings: ["utf-16"] },
    textDocument: { publishDiagnostics: { relatedInformation: true, versionSupport: true } },
    workspace: { workspaceEdit: { documentChanges: true } },
  },
  workspaceFolders: [{ uri: pathToFileURL(project).href, name: "shop" }],
});
assert.equal(capabilities.positionEncoding, "utf-16");
await connection.sendNotification(protocol.InitializedNotification.type, {});

await open("statefulset.yaml");
const [finding] = await eventually(() => found.get(uri("service.yaml"))?.length && found.get(uri("service.yaml")));
assert.equal(finding.code, "svc-clusterip-invalid");
console.log("ok diagnostics, also in a file that is not open");

await open("service.yaml");
const actions = await connection.sendRequest(protocol.CodeActionRequest.type, {
  textDocument: { uri: uri("service.yaml") },
  range: finding.range,
  context: { diagnostics: [finding], only: ["quickfix"] },
});
await apply(actions.find((action) => action.isPreferred).edit);
assert.match(texts.get(uri("service.yaml")).text, /clusterIP: None\n/);
await eventually(() => found.get(uri("service.yaml")).length === 0);
console.log("ok a quick fix");

const definition = await connection.sendRequest(protocol.DefinitionRequest.type, place("statefulset.yaml", "serviceName: d"));
assert.deepEqual([definition].flat().map((one) => one.uri), [uri("service.yaml")]);
console.log("ok the definition of serviceName in another file");

const renamed = { ...place("statefulset.yaml", "labels:\n        app: d"), newName: "store" };
await apply(await connection.sendRequest(protocol.RenameRequest.type, renamed));
assert.match(texts.get(uri("service.yaml")).text, /selector:\n {4}app: store\n/);
assert.equal(texts.get(uri("statefulset.yaml")).text.match(/app: store\n/g).length, 2);
console.log("ok rename of a label in selectors and template");

await connection.sendRequest(protocol.ShutdownRequest.type);
await connection.sendNotification(protocol.ExitNotification.type);
const [code] = await once(server, "exit");
assert.equal(code, 0);
console.log("ok shutdown");
connection.dispose();

async function open(name) {
  const text = readFileSync(join(project, name), "utf8");
  texts.set(uri(name), { version: 1, text });
  const textDocument = { uri: uri(name), languageId: "yaml", version: 1, text };
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument });
}

/** The place right after a text, which is in ASCII. */
function place(name, text) {
  const before = texts.get(uri(name)).text.split(text)[0] + text;
  const lines = before.split("\n");
  return { textDocument: { uri: uri(name) }, position: { line: lines.length - 1, character: lines.at(-1).length } };
}

/** Applies an edit of texts that are open, and tells the server. */
async function apply({ documentChanges }) {
  for (const { textDocument, edits } of documentChanges) {
    const open = texts.get(textDocument.uri);
    assert.equal(textDocument.version, open.version);
    const starts = [0];
    for (const line of open.text.split("\n")) starts.push(starts.at(-1) + line.length + 1);
    const offset = ({ line, character }) => starts[line] + character;
    const backwards = edits.toSorted((a, b) => offset(b.range.start) - offset(a.range.start));
    for (const { range, newText } of backwards) {
      open.text = open.text.slice(0, offset(range.start)) + newText + open.text.slice(offset(range.end));
    }
    open.version += 1;
    await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
      textDocument: { uri: textDocument.uri, version: open.version },
      contentChanges: [{ text: open.text }],
    });
  }
}

async function eventually(read) {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const value = read();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not seen: ${read}`);
}
