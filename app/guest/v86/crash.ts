/**
 * What is said of a guest that died: why, when, its registers, and the last lines on its console.
 */
import type { Crash } from "../guest";
import type { Moment } from "./boot";
import { REG32, type V86Cpu } from "./contract";

const TAIL_CHARACTERS = 4096;
const LAST_LINES = 24;

/** The end of what the console wrote, as text. */
export class ConsoleTail {
  private characters = "";

  push(byte: number): void {
    this.characters += String.fromCharCode(byte);
    if (this.characters.length > 2 * TAIL_CHARACTERS)
      this.characters = this.characters.slice(-TAIL_CHARACTERS);
  }

  text(): string {
    return this.characters;
  }

  restore(text: string): void {
    this.characters = text;
  }

  lines(): string[] {
    return this.characters
      .split(/\r?\n/)
      .map((line) => line.trimEnd())
      .filter((line) => line !== "")
      .slice(-LAST_LINES);
  }

  lineWith(words: string): string | undefined {
    return this.lines().find((line) => line.includes(words));
  }
}

const REGISTER_NAMES = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"] as const;

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");

export function describeCrash(
  reason: Crash["reason"],
  message: string,
  at: Moment,
  tail: ConsoleTail,
  memory: WebAssembly.Memory,
  cpu: V86Cpu,
): Crash {
  const values = new Int32Array(memory.buffer, REG32, 8);
  const registers: Record<string, string> = { eip: hex(cpu.instruction_pointer[0] ?? 0) };
  REGISTER_NAMES.forEach((name, i) => {
    registers[name] = hex(values[i]!);
  });
  return { reason, message, atNs: at.ns, instructions: at.instructions, console: tail.lines(), registers };
}

/**
 * What it means that v86 threw. It panics where a real processor would triple-fault: when an exception cannot be delivered.
 * Execution that leaves memory traps in the wasm.
 */
export function explainFailure(error: unknown, panic: string): Pick<Crash, "reason" | "message"> {
  if (panic.includes("#GP handler") || panic.includes("triple"))
    return {
      reason: "triple fault",
      message: "An exception could not be delivered, nor the one that this raised.",
    };
  if (error instanceof WebAssembly.RuntimeError && error.message.includes("out of bounds"))
    return { reason: "processor stopped", message: "The processor ran out of its memory." };
  return { reason: "emulator stopped", message: panic || String(error) };
}
