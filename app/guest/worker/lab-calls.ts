/** Calls to a lab that lives in a worker, and their answers: what every lab in a worker needs, whatever it is a lab of. */
import { ImageError } from "../images/store";

/** An error as it crosses to the page. */
export interface CallFailure {
  readonly name: string;
  readonly message: string;
  /** The parts of an error that a person can act on, where it has them. */
  readonly what?: string;
  readonly where?: string;
  readonly whatToDo?: string;
}

export interface LabCall<C extends string = string> {
  readonly id: number;
  readonly call: C;
  readonly args: readonly unknown[];
}

export type CallOutcome =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failed: CallFailure };

/** The worker's side: makes the call, and says how it went. */
export async function outcomeOf(lab: object, { id, call, args }: LabCall): Promise<CallOutcome> {
  try {
    const method = (lab as Record<string, (...args: readonly unknown[]) => unknown>)[call]!;
    return { id, answer: await method.apply(lab, [...args]) };
  } catch (error) {
    return { id, failed: failureOf(error as Error) };
  }
}

function failureOf(error: Error & Partial<CallFailure>): CallFailure {
  const { name, message, what, where, whatToDo } = error;
  return what === undefined || where === undefined || whatToDo === undefined
    ? { name, message }
    : { name, message, what, where, whatToDo };
}

function errorOf({ name, message, what, where, whatToDo }: CallFailure): Error {
  if (what !== undefined && where !== undefined && whatToDo !== undefined)
    return new ImageError(what, where, whatToDo);
  const error = new Error(message);
  error.name = name;
  return error;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** The page's side. */
export class LabCalls {
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;
  private gone: string | undefined;

  constructor(private readonly post: (call: LabCall) => void) {}

  ask(call: string, args: readonly unknown[]): Promise<unknown> {
    if (this.gone !== undefined) return Promise.reject(new Error(this.gone));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.post({ id, call, args });
    });
  }

  settle(outcome: CallOutcome): void {
    const waiting = this.waiting.get(outcome.id);
    this.waiting.delete(outcome.id);
    if ("failed" in outcome) waiting?.reject(errorOf(outcome.failed));
    else waiting?.resolve(outcome.answer);
  }

  /** The worker is gone: nothing that was asked will be answered. */
  fail(message: string): void {
    this.gone = message;
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
  }
}
