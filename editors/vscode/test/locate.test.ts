import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { EXECUTABLE, locate } from "../src/locate.ts";

/** A folder with these files, which have no content. */
function folder(...names: string[]): string {
  const root = mkdtempSync(join(tmpdir(), "bowline-locate-"));
  for (const name of names) {
    mkdirSync(join(root, name, ".."), { recursive: true });
    writeFileSync(join(root, name), "");
  }
  return root;
}

test("the setting is used before the packed executable, and that before PATH", () => {
  const [own, packed, installed] = [folder("bowline-2"), folder(`bin/${EXECUTABLE}`), folder(EXECUTABLE)];
  const places = { setting: join(own, "bowline-2"), extension: packed, workspace: undefined, path: installed };
  assert.equal(locate(places), join(own, "bowline-2"));
  assert.equal(locate({ ...places, setting: "" }), join(packed, "bin", EXECUTABLE));
  assert.equal(locate({ ...places, setting: "", extension: own }), join(installed, EXECUTABLE));
});

test("a setting that leads nowhere is an error, not a reason to start another program", () => {
  const packed = folder(`bin/${EXECUTABLE}`, EXECUTABLE);
  const places = { extension: packed, workspace: undefined, path: packed };
  assert.equal(locate({ ...places, setting: join(packed, "gone") }), undefined);
  assert.equal(locate({ ...places, setting: "gone" }), undefined);
});

test("a setting may be a name on PATH, or begin at home or in the workspace", () => {
  const [first, second] = [folder(), folder("other", "tools/bowline")];
  const places = { extension: first, workspace: second, path: [first, second].join(delimiter) };
  assert.equal(locate({ ...places, setting: "other" }), join(second, "other"));
  assert.equal(locate({ ...places, setting: "${workspaceFolder}/tools/bowline" }), join(second, "tools", "bowline"));
  assert.equal(locate({ ...places, setting: "~" }), homedir());
});

test("a folder of PATH that is not absolute is left out: it may be one of the workspace", () => {
  assert.equal(locate({ setting: "", extension: folder(), workspace: undefined, path: "." + delimiter + "" }), undefined);
});
