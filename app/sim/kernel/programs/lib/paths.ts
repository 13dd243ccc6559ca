/** Paths as text. */

/** bb_get_last_path_component_nostrip. */
export function lastComponent(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? path : path.slice(slash + 1);
}

/** The last component with trailing slashes ignored; "/" for the root. */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") return path === "" ? "" : "/";
  return lastComponent(trimmed);
}

/** dirname(3). */
export function dirName(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") return path === "" ? "." : "/";
  const slash = trimmed.lastIndexOf("/");
  if (slash < 0) return ".";
  return trimmed.slice(0, slash).replace(/\/+$/, "") || "/";
}

/** concat_path_file: one slash between, leading slashes of the file dropped. */
export function joinPath(directory: string, file: string): string {
  const name = file.replace(/^\/+/, "");
  return directory.endsWith("/") ? directory + name : `${directory}/${name}`;
}
