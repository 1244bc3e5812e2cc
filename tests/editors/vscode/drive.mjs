// Starts VS Code on a copy of the project and drives it with Chromium.
//
//     node drive.mjs suite EXTENSION      runs the tests of the extension in the folder EXTENSION
//     node drive.mjs picture VSIX FILE    installs a packed extension and draws what a person sees
//
// TOOLS is the folder with node_modules/code-server and node_modules/puppeteer-core; BOWLINE is the executable, which a packed
// extension may contain instead; VERBOSE shows what VS Code says.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const [task, extension, picture] = process.argv.slice(2);
const { BOWLINE: bowline, TOOLS: tools } = process.env;
const here = dirname(fileURLToPath(import.meta.url));
const { default: puppeteer } = await import(
  createRequire(join(tools, "package.json")).resolve("puppeteer-core").replace(/cjs\/puppeteer\/puppeteer-core\.js$/, "esm/puppeteer/puppeteer-core.js")
);

const scratch = mkdtempSync(join(tmpdir(), "bowline-vscode-"));
const project = join(scratch, "shop");
cpSync(join(here, "..", "project"), project, { recursive: true });
const settings = {
  ...(bowline ? { "bowline.path": bowline } : {}),
  "workbench.startupEditor": "none",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "editor.minimap.enabled": false,
  "editor.fontSize": 15,
  "editor.accessibilitySupport": "off",
  "editor.tabFocusMode": false,
  "window.commandCenter": false,
  "workbench.layoutControl.enabled": false,
};
for (const scope of ["User", "Machine"]) {
  mkdirSync(join(scratch, "user", scope), { recursive: true });
  writeFileSync(join(scratch, "user", scope, "settings.json"), JSON.stringify(settings));
}

const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});
// The server of VS Code itself, as code-server brings it: only that one takes `--enable-smoke-test-driver`, without which VS Code
// runs no tests of extensions.
const main = join(tools, "node_modules/code-server/lib/vscode/out/server-main.js");
const folders = [
  ...["--server-data-dir", join(scratch, "server"), "--user-data-dir", join(scratch, "user")],
  ...["--extensions-dir", join(scratch, "extensions")],
];
if (task === "picture") {
  execFileSync(process.execPath, [main, ...folders, "--install-extension", extension]);
}
const server = spawn(
  process.execPath,
  [
    ...[main, ...folders, "--host", "127.0.0.1", "--port", String(port), "--without-connection-token"],
    ...["--accept-server-license-terms", "--telemetry-level", "off", "--enable-smoke-test-driver"],
  ],
  { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, EXTENSIONS_GALLERY: "{}" } },
);
for (const stream of [server.stdout, server.stderr]) {
  stream.on("data", (text) => process.env.VERBOSE && process.stdout.write(text));
}

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
let code = 1;
try {
  code = await (task === "suite" ? suite() : draw());
} catch (error) {
  for (const page of await browser.pages()) {
    await page.screenshot({ path: join(tools, "failed.png") });
  }
  console.error(error);
  console.error(`${join(tools, "failed.png")} shows the window, VERBOSE=1 shows what VS Code says`);
} finally {
  await browser.close();
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill();
  await gone;
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(code);

/** A page of VS Code, as soon as the server answers. */
async function open(query) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1200, height: 700, deviceScaleFactor: task === "picture" ? 1.5 : 1 });
  for (let tries = 0; ; tries += 1) {
    try {
      await fetch(`http://127.0.0.1:${port}/version`);
      break;
    } catch (error) {
      if (tries === 200) throw error;
      await sleep(100);
    }
  }
  return { page, address: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(project)}${query}` };
}

/** VS Code calls what the page gives it when it runs the tests of an extension. */
async function suite() {
  const remote = (path) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ["extensionDevelopmentPath", remote(extension)],
    ["extensionTestsPath", remote(join(extension, "dist/suite.js"))],
    ["skipWelcome", "true"],
  ];
  const { page, address } = await open(`&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  const ended = new Promise((resolve) => {
    page.exposeFunction("codeAutomationExit", resolve);
  });
  await page.exposeFunction("codeAutomationLog", (type, args) => {
    const text = args.map(String).join(" ");
    if (process.env.VERBOSE || type === "error" || text.startsWith("ok ")) console.log(text);
  });
  page.on("console", (message) => process.env.VERBOSE && console.log("page:", message.text()));
  await page.goto(address);
  const late = sleep(240_000).then(() => { throw new Error("the tests did not end"); });
  return Number(await Promise.race([ended, late]));
}

/** A person opens both files, sees the findings of the folder and asks for a quick fix. */
async function draw() {
  const service = join(project, "service.yaml");
  writeFileSync(service, readFileSync(service, "utf8").replace("targetPort: sql", "targetPort: postgres"));
  const { page, address } = await open("");
  await page.goto(address);
  await page.waitForSelector(".explorer-folders-view .monaco-list-row");
  await command(page, "View: Close Primary Side Bar");
  await choose(page, "statefulset.yaml");
  await choose(page, ":19");
  await hold(page, "Control", "Backslash");
  await choose(page, "service.yaml");
  await command(page, "View: Close Other Editors in Group");
  await command(page, "Problems: Focus on Problems View");
  await page.waitForSelector(".markers-panel ::-p-text(declares a port named)");
  await hold(page, "Control", "Digit2");
  await choose(page, ":12:21");
  await hold(page, "Control", "Period");
  await page.waitForSelector(".action-widget ::-p-text(write `sql`)");
  await sleep(1000);
  await page.screenshot({ path: picture });
  return 0;
}

async function hold(page, modifier, key) {
  await page.keyboard.down(modifier);
  await page.keyboard.press(key);
  await page.keyboard.up(modifier);
}

/** Runs a command by its title. */
async function command(page, title) {
  await choose(page, `>${title}`, title);
}

/** Types into the quick picker and takes an entry; of a line there is none. */
async function choose(page, text, entry = text.split(":")[0]) {
  const input = ".quick-input-widget input";
  // Until the window has taken its keys, nothing opens.
  for (let tries = 0; !(await page.waitForSelector(input, { visible: true, timeout: 3_000 }).catch(() => null)); tries += 1) {
    if (tries === 20) throw new Error("the quick picker does not open");
    await page.keyboard.press("F1");
  }
  await hold(page, "Control", "KeyA");
  await page.keyboard.type(text);
  if (entry === "") {
    await page.keyboard.press("Enter");
  } else {
    await (await page.waitForSelector(`.quick-input-list .monaco-list-row ::-p-text(${entry})`)).click();
  }
  await page.waitForSelector(".quick-input-widget", { hidden: true });
  await sleep(500);
}
