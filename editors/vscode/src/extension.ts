import * as vscode from "vscode";
import { LanguageClient, type StaticFeature } from "vscode-languageclient/node";
import { locate } from "./locate.ts";

const INSTALLING = "https://github.com/bowline-lint/bowline#install";

/**
 * Leaves out that the client can ask for diagnostics: it would ask for those of files that are not open only every two seconds.
 * The server sends them after each check instead.
 */
const PUSHED: StaticFeature = {
  fillClientCapabilities(capabilities) {
    delete capabilities.textDocument?.diagnostic;
  },
  initialize() {},
  getState: () => ({ kind: "static" }),
  clear() {},
};

let client: LanguageClient | undefined;
let log: vscode.LogOutputChannel;
/** Starts and stops take turns. */
let turn: Promise<void> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  log = vscode.window.createOutputChannel("bowline", { log: true });
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand("bowline.restart", () => restart(context)),
    vscode.commands.registerCommand("bowline.showLog", () => log.show()),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("bowline.path")) {
        await restart(context);
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => restart(context)),
  );
  await restart(context);
}

export function deactivate(): Promise<void> {
  return inTurn(stop);
}

function restart(context: vscode.ExtensionContext): Promise<void> {
  return inTurn(async () => {
    await stop();
    await start(context);
  });
}

function inTurn(step: () => Promise<void>): Promise<void> {
  turn = turn.then(step, step);
  return turn;
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.dispose();
}

async function start(context: vscode.ExtensionContext): Promise<void> {
  const settings = vscode.workspace.getConfiguration("bowline");
  const setting = settings.get<string>("path", "").trim();
  const command = locate({
    setting,
    extension: context.extensionPath,
    workspace: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
    path: process.env["PATH"],
  });
  if (command === undefined) {
    void offerHelp(setting);
    return;
  }
  log.info(`starting ${command}`);
  client = new LanguageClient(
    "bowline",
    "bowline",
    { command, args: ["lsp"] },
    {
      documentSelector: ["yaml", "json"].map((language) => ({ scheme: "file", language })),
      initializationOptions: { ...settings },
      synchronize: { configurationSection: "bowline" },
      outputChannel: log,
    },
  );
  client.registerFeature(PUSHED);
  try {
    await client.start();
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    void offerHelp(command);
  }
}

/** Says that there is no executable, and what to do about it. */
async function offerHelp(tried: string): Promise<void> {
  const message =
    tried === ""
      ? "The executable `bowline` is not on PATH. Install it, or name its path in the setting `bowline.path`."
      : `\`${tried}\` could not be started as bowline's language server. Correct the setting \`bowline.path\`.`;
  const [install, open] = ["How to Install", "Open Setting"];
  const choice = await vscode.window.showErrorMessage(message, install, open);
  if (choice === install) {
    await vscode.env.openExternal(vscode.Uri.parse(INSTALLING));
  } else if (choice === open) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "bowline.path");
  }
}
