/** What the lab needs of a browser and does not find, in words. */
export function missingRequirements(scope: Window & typeof globalThis): readonly string[] {
  const missing: string[] = [];
  if (typeof scope.Worker !== "function") missing.push("Web Workers, in which the guests run");
  if (typeof scope.WebAssembly !== "object")
    missing.push("WebAssembly, on which the guests' processor is built");
  if (typeof scope.DecompressionStream !== "function") {
    missing.push("DecompressionStream, with which the images are unpacked");
  }
  if (scope.crypto?.subtle === undefined) {
    missing.push(
      scope.isSecureContext
        ? "crypto.subtle, with which the images are checked"
        : "crypto.subtle, with which the images are checked: browsers offer it on https:// and on localhost only, and this page came another way",
    );
  }
  return missing;
}
