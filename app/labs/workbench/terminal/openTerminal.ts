import "@xterm/xterm/css/xterm.css";
import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import type { ColumnState, LabApi } from "@/app/guest/lab/state";
import { frameWriter } from "./frameWriter";
import { inTurn } from "./inTurn";
import { leaveByKeyboard } from "./leaveByKeyboard";
import { startWatcher } from "./startWatcher";
import { terminalTheme } from "./terminalTheme";

export interface OpenTerminal {
  /** Reads colours and type size from the host element's styles again. */
  restyle(dark: boolean, screenReader: boolean): void;
  dispose(): void;
}

/** What a terminal asks of a lab. */
export interface ConsoleLab extends Pick<LabApi, "subscribe" | "onConsole" | "type"> {
  columns(): readonly Pick<ColumnState, "id" | "power">[];
  column(id: string): Pick<ColumnState, "power">;
}

/** A serial console has no size of its own: the guest's programs take it for 80 columns, so the type gives way first. */
const GUEST_COLUMNS = 80;
const SMALLEST_FONT_PX = 8.5;

const resetTerminal = new Uint8Array([0x1b, 0x63]);
const encoder = new TextEncoder();

/** Opens a terminal in `host` for one column of a lab. Terminals open one at a time, each in a task of its own. */
export const openTerminal = (
  host: HTMLElement,
  lab: ConsoleLab,
  column: string,
  name: string,
  fitColumns = GUEST_COLUMNS,
): Promise<OpenTerminal> =>
  inTurn(() => {
    const { fontFamily } = getComputedStyle(host);
    const terminal = new Terminal({
      fontFamily,
      scrollback: 5000,
      minimumContrastRatio: 4.5,
      cursorBlink: false,
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(host);
    terminal.textarea?.setAttribute("aria-label", name);
    leaveByKeyboard(terminal);

    let disposed = false;
    let ownFontSize = Number.parseFloat(getComputedStyle(host).fontSize);
    const fitToHost = () => {
      if (disposed || host.clientWidth === 0 || host.clientHeight === 0) return;
      terminal.options.fontSize = ownFontSize;
      const columns = fit.proposeDimensions()?.cols ?? fitColumns;
      const scale = Math.min(1, columns / fitColumns);
      terminal.options.fontSize = Math.max(SMALLEST_FONT_PX, Math.floor(ownFontSize * scale * 4) / 4);
      fit.fit();
    };
    const observer = new ResizeObserver(fitToHost);
    observer.observe(host);

    const writer = frameWriter((bytes) => terminal.write(bytes));
    const begunAnew = startWatcher(lab.column(column).power);
    const look = () => {
      // The column may have been closed; its terminal goes a moment later.
      const power = lab.columns().find(({ id }) => id === column)?.power;
      if (power !== undefined && begunAnew(power)) writer.push(resetTerminal);
    };
    const stopFollowing = lab.subscribe(look);
    const stopReading = lab.onConsole(column, (bytes) => {
      look();
      writer.push(bytes);
    });
    terminal.onData((text) => lab.type(column, encoder.encode(text)));
    terminal.onBinary((text) =>
      lab.type(
        column,
        Uint8Array.from(text, (character) => character.charCodeAt(0)),
      ),
    );

    return {
      restyle(dark, screenReader) {
        if (disposed) return;
        terminal.options.theme = terminalTheme(host, dark);
        ownFontSize = Number.parseFloat(getComputedStyle(host).fontSize);
        terminal.options.screenReaderMode = screenReader;
        fitToHost();
      },
      dispose() {
        if (disposed) return;
        disposed = true;
        stopReading();
        stopFollowing();
        writer.dispose();
        observer.disconnect();
        terminal.dispose();
      },
    };
  });
