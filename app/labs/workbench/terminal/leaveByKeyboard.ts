import type { Terminal } from "@xterm/xterm";

/**
 * A guest needs the Tab key, and a reader who has no mouse needs a way out: Tab or Shift+Tab right after Escape moves the
 * focus instead of being typed. The Escape itself goes to the guest, as any other key does.
 */
export function leaveByKeyboard(terminal: Terminal): void {
  let escaped = false;
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== "keydown") return !(escaped && event.key === "Tab");
    if (event.key === "Shift") return true;
    if (event.key === "Tab" && escaped) return false;
    escaped = event.key === "Escape";
    return true;
  });
  terminal.textarea?.addEventListener("blur", () => {
    escaped = false;
  });
}
