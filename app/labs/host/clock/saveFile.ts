/** Hands a text, or bytes of a type, to the browser as a download. */
export function saveFile(name: string, content: BlobPart, type = "application/json"): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download holds on to what it needs; only the name goes.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
