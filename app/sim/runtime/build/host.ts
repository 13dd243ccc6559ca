/** What a build works with. */

import type { Call } from "../../kernel/abi/call";
import type { Sys } from "../../kernel/abi/sys";
import type { Engine, EngineError } from "../engine/contract";

export interface BuildHost {
  readonly sys: Sys;
  readonly engine: Engine;
  /** A line of the build's output, with its newline. */
  readonly say: (text: string) => Call<void>;
  /** Whether output of RUN is shown. */
  readonly verbose: boolean;
  /** What is said of a base image that is not there. */
  readonly missing: (image: string) => EngineError;
}

/** A step that failed, in Docker's words; with the line of the Dockerfile where that helps. */
export class BuildError extends Error {
  override readonly name = "BuildError";
  constructor(
    message: string,
    /** What `docker build` ends with. */
    readonly status = 1,
  ) {
    super(message);
  }
}
