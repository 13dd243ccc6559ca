/** What a column's console has shown, for listeners that come late. */
import { PromptWatcher } from "../v86/boot";

const MOST_BYTES = 64 * 1024;

type ConsoleListener = (bytes: Uint8Array) => void;

export class ColumnConsole {
  /** Prompts since the present machine was switched on. */
  prompts = 0;
  private prompt = new PromptWatcher();
  private shown: Uint8Array[] = [];
  private shownBytes = 0;
  private readonly listeners = new Set<ConsoleListener>();

  show(bytes: Uint8Array): void {
    for (const byte of bytes) if (this.prompt.next(byte)) this.prompts++;
    this.shown.push(bytes);
    this.shownBytes += bytes.length;
    while (this.shownBytes - this.shown[0]!.length >= MOST_BYTES)
      this.shownBytes -= this.shown.shift()!.length;
    for (const listener of this.listeners) listener(bytes);
  }

  /** Another machine begins; whoever listens goes on. */
  clear(): void {
    this.prompts = 0;
    this.prompt = new PromptWatcher();
    this.shown = [];
    this.shownBytes = 0;
  }

  soFar(): readonly Uint8Array[] {
    return [...this.shown];
  }

  /** The listener hears what is there, then what comes. */
  listen(listener: ConsoleListener): () => void {
    for (const bytes of this.shown) listener(bytes);
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  text(): string {
    const decoder = new TextDecoder();
    return this.shown.map((bytes) => decoder.decode(bytes, { stream: true })).join("");
  }
}
