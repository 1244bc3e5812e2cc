/**
 * The extension in a real VS Code, with the real server. VS Code opens a copy of `tests/editors/project` and calls `run`, as
 * `tests/editors/vscode.sh` asks it to.
 */
import assert from "node:assert/strict";
import * as vscode from "vscode";

const PATIENCE_MS = 60_000;

/** Calls `read` until it gives something. */
async function eventually<T>(what: string, read: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const value = await read();
    if (value !== undefined && value !== false) {
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not seen: ${what}`);
}

function at(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
}

function rules(name: string): string[] {
  const found = vscode.languages.getDiagnostics(at(name));
  return found.map(({ code }) => String(typeof code === "object" ? code.value : code));
}

/** The place right after a text. */
function after(document: vscode.TextDocument, text: string): vscode.Position {
  const start = document.getText().indexOf(text);
  assert.notEqual(start, -1, text);
  return document.positionAt(start + text.length);
}

async function finds(): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(at("statefulset.yaml")));
  await eventually("a finding in a file that is not open", () => rules("service.yaml").includes("svc-clusterip-invalid"));
  const [finding] = vscode.languages.getDiagnostics(at("service.yaml"));
  assert.equal(finding?.source, "bowline");
  assert.ok(typeof finding.code === "object" && finding.code.target.toString().includes("svc-clusterip-invalid"));
  assert.equal(vscode.languages.getDiagnostics(at("service.yaml")).length, 1, "each finding once");
}

async function definesAcrossFiles(): Promise<void> {
  const set = await vscode.workspace.openTextDocument(at("statefulset.yaml"));
  const place = after(set, "serviceName: d");
  const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    "vscode.executeDefinitionProvider",
    set.uri,
    place,
  );
  const targets = found.map((one) => ("targetUri" in one ? one.targetUri : one.uri).path.split("/").at(-1));
  assert.deepEqual(targets, ["service.yaml"]);
}

async function fixes(): Promise<void> {
  const service = await vscode.workspace.openTextDocument(at("service.yaml"));
  const [finding] = vscode.languages.getDiagnostics(service.uri);
  assert.ok(finding);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    service.uri,
    finding.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const preferred = actions.find((action) => action.isPreferred);
  assert.ok(preferred?.edit, actions.map((action) => action.title).join(", "));
  assert.ok(await vscode.workspace.applyEdit(preferred.edit));
  assert.match(service.getText(), /clusterIP: None\n/);
  await eventually("no finding after the fix", () => rules("service.yaml").length === 0);
}

async function renames(): Promise<void> {
  const set = await vscode.workspace.openTextDocument(at("statefulset.yaml"));
  const service = await vscode.workspace.openTextDocument(at("service.yaml"));
  const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
    "vscode.executeDocumentRenameProvider",
    set.uri,
    after(set, "labels:\n        app: d"),
    "store",
  );
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.equal(set.getText().match(/app: store\n/g)?.length, 2);
  assert.match(service.getText(), /selector:\n {4}app: store\n/);
}

async function followsSettings(): Promise<void> {
  const set = await vscode.workspace.openTextDocument(at("statefulset.yaml"));
  const lenses = () => vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", set.uri, 9);
  assert.deepEqual(await lenses(), []);
  await vscode.workspace.getConfiguration("bowline").update("codeLens", true, vscode.ConfigurationTarget.Workspace);
  const [lens] = await eventually("a lens", async () => {
    const found = await lenses();
    return found.length > 0 && found;
  });
  assert.match(lens?.command?.title ?? "", /referenced by/);
}

async function restarts(): Promise<void> {
  const service = await vscode.workspace.openTextDocument(at("service.yaml"));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(service.uri, service.lineAt(5).range, "  clusterIP: nnone");
  await vscode.workspace.applyEdit(edit);
  await vscode.commands.executeCommand("bowline.restart");
  await eventually("an unsaved text checked by the new server", () => rules("service.yaml").includes("svc-clusterip-invalid"));
}

/** What VS Code calls. */
export async function run(): Promise<void> {
  for (const step of [finds, definesAcrossFiles, fixes, renames, followsSettings, restarts]) {
    await step();
    console.log(`ok ${step.name}`);
  }
}
