/**
 * Byte channels between the lab and the guest: an 8250 port or a virtio console port. Input waits
 * here until the device can take it, so none is lost: v86 drops virtio input for which the driver has posted no buffer.
 */
import type { ConsoleInterface } from "@/app/sim/vmm/devices";
import type { Uart, V86Emulator, VirtioQueue } from "./contract";

export interface Channel {
  /** Queues input for the guest. */
  push(bytes: Uint8Array): void;
  /** Gives the device what it can take now, between slices. Answers whether it took anything. */
  feed(): boolean;
  /** Takes at most `room` bytes of input past the device, for a guest that asks the hypervisor. */
  take(room: number): Uint8Array;
  /** Whether there is input that the device has not taken. */
  readonly waiting: boolean;
  save(): ChannelState;
  load(state: ChannelState): void;
}

/** Input that has not reached the guest. What a UART holds itself is not part of v86's saved state. */
export interface ChannelState {
  readonly inDevice: readonly number[];
  readonly queued: readonly number[];
}

/** No more than this many bytes wait in the UART, so that the line discipline keeps up. */
const UART_WINDOW = 64;
/** A virtio console driver posts buffers of one page; v86 writes one buffer a call. */
const VIRTIO_CHUNK = 2048;

abstract class QueuedChannel implements Channel {
  protected queue: number[] = [];

  push(bytes: Uint8Array): void {
    for (const byte of bytes) this.queue.push(byte);
  }

  abstract feed(): boolean;

  take(room: number): Uint8Array {
    return Uint8Array.from(this.queue.splice(0, room));
  }

  get waiting(): boolean {
    return this.queue.length > 0;
  }

  save(): ChannelState {
    return { inDevice: [], queued: [...this.queue] };
  }

  load(state: ChannelState): void {
    this.queue = [...state.queued];
  }
}

class UartChannel extends QueuedChannel {
  constructor(
    emulator: V86Emulator,
    private readonly uart: Uart,
    index: number,
    onByte: (byte: number) => void,
    private readonly bus = emulator.bus,
    private readonly inputEvent = `serial${index}-input`,
  ) {
    super();
    emulator.add_listener(`serial${index}-output-byte`, onByte as (data: never) => void);
  }

  feed(): boolean {
    const before = this.queue.length;
    while (this.queue.length > 0 && this.uart.input.length < UART_WINDOW)
      this.bus.send(this.inputEvent, this.queue.shift()!);
    return this.queue.length < before;
  }

  override save(): ChannelState {
    const inDevice: number[] = [];
    const { input } = this.uart;
    for (let i = input.length; i > 0; i--) {
      const byte = input.shift();
      inDevice.push(byte);
      input.push(byte);
    }
    return { inDevice, queued: [...this.queue] };
  }

  /** Fills the UART without raising its interrupt: the interrupt's state came with the machine's. */
  override load(state: ChannelState): void {
    super.load(state);
    const { input } = this.uart;
    while (input.length > 0) input.shift();
    for (const byte of state.inDevice) input.push(byte);
  }
}

class VirtioConsoleChannel extends QueuedChannel {
  constructor(
    private readonly emulator: V86Emulator,
    private readonly port: number,
    private readonly inputQueue: VirtioQueue,
    onByte: (byte: number) => void,
  ) {
    super();
    emulator.add_listener(`virtio-console${port}-output-bytes`, ((bytes: Uint8Array) => {
      for (const byte of bytes) onByte(byte);
    }) as (data: never) => void);
  }

  feed(): boolean {
    const before = this.queue.length;
    while (this.queue.length > 0 && this.inputQueue.enabled && this.inputQueue.has_request()) {
      const chunk = Uint8Array.from(this.queue.splice(0, VIRTIO_CHUNK));
      try {
        this.emulator.bus.send(`virtio-console${this.port}-input-bytes`, chunk);
      } catch {
        // A buffer outside of the guest's memory: v86 does not check, and the driver has lost what was typed.
      }
    }
    return this.queue.length < before;
  }
}

/** The two channels of a machine. */
export function connectChannels(
  kind: ConsoleInterface,
  emulator: V86Emulator,
  onConsole: (byte: number) => void,
  onAgent: (byte: number) => void,
): { readonly console: Channel; readonly agent: Channel } {
  const { devices } = emulator.v86.cpu;
  if (kind === "virtio-console") {
    const { queues } = devices.virtio_console!.virtio;
    return {
      console: new VirtioConsoleChannel(emulator, 0, queues[0]!, onConsole),
      agent: new VirtioConsoleChannel(emulator, 1, queues[4]!, onAgent),
    };
  }
  return {
    console: new UartChannel(emulator, devices.uart0!, 0, onConsole),
    agent: new UartChannel(emulator, devices.uart1!, 1, onAgent),
  };
}
