import type { ITheme } from "@xterm/xterm";

const onLight: ITheme = {
  black: "#1c1b19",
  red: "#a02318",
  green: "#22671b",
  yellow: "#7a5200",
  blue: "#1f4f8f",
  magenta: "#7b2d83",
  cyan: "#0b6464",
  white: "#56524b",
  brightBlack: "#6b665e",
  brightRed: "#b3341f",
  brightGreen: "#2c7a23",
  brightYellow: "#8a6000",
  brightBlue: "#2a62b0",
  brightMagenta: "#933c9c",
  brightCyan: "#107676",
  brightWhite: "#1c1b19",
};

const onDark: ITheme = {
  black: "#34383c",
  red: "#ff9d8f",
  green: "#96cf8a",
  yellow: "#e6c06a",
  blue: "#8fb8f2",
  magenta: "#d8a2de",
  cyan: "#7cd0d0",
  white: "#d9d6cf",
  brightBlack: "#9a968d",
  brightRed: "#ffb9ae",
  brightGreen: "#b4e3aa",
  brightYellow: "#f3d795",
  brightBlue: "#b3d0f8",
  brightMagenta: "#e8c3ec",
  brightCyan: "#a5e3e3",
  brightWhite: "#ffffff",
};

/** Paper and ink of the page for the ground and the text, and sixteen colours that can be read on it. */
export function terminalTheme(host: HTMLElement, dark: boolean): ITheme {
  const { color, backgroundColor } = getComputedStyle(host);
  return {
    ...(dark ? onDark : onLight),
    foreground: color,
    background: backgroundColor,
    cursor: color,
    cursorAccent: backgroundColor,
    selectionBackground: dark ? "#3a4a63" : "#c9d8ee",
    selectionInactiveBackground: dark ? "#2c333d" : "#dfe4ea",
  };
}
