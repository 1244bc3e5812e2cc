import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join, normalize } from "node:path";

/** Where an executable may be. */
export interface Places {
  /** The setting `bowline.path`; empty if the user left it out. */
  setting: string;
  /** The folder of the extension, which may contain `bin/bowline`. */
  extension: string;
  /** The first folder of the workspace. */
  workspace: string | undefined;
  /** The variable `PATH`. */
  path: string | undefined;
}

/** The file of the executable on this system. */
export const EXECUTABLE = process.platform === "win32" ? "bowline.exe" : "bowline";

/**
 * The executable to start: the one of the setting, otherwise the one that the extension was packed with, otherwise the first one
 * on `PATH`. Returns `undefined` if there is no such file.
 */
export function locate(places: Places): string | undefined {
  if (places.setting !== "") {
    return onDisk(written(places.setting, places.workspace), places.path);
  }
  const packed = join(places.extension, "bin", EXECUTABLE);
  return existsSync(packed) ? packed : onDisk(EXECUTABLE, places.path);
}

/** The setting with the home folder and the folder of the workspace put in. */
function written(setting: string, workspace: string | undefined): string {
  const inWorkspace = setting.replaceAll("${workspaceFolder}", () => workspace ?? "");
  return inWorkspace.replace(/^~(?=$|[/\\])/, () => homedir());
}

/** A path as it is; a name as it is found on `PATH`. */
function onDisk(program: string, path: string | undefined): string | undefined {
  const candidates =
    isAbsolute(program) || /[/\\]/.test(program)
      ? [normalize(program)]
      : (path ?? "").split(delimiter).filter(isAbsolute).map((folder) => join(folder, program));
  return candidates.find((candidate) => existsSync(candidate));
}
