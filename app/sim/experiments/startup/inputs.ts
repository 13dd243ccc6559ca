/** What the startup experiment can be asked: apart from it, so that a page offers it without the models. */

export interface StartupInputs {
  /** Started at once. */
  readonly instances: number;
  readonly cores: number;
  readonly seed: number;
}

export const STARTUP_DEFAULTS: StartupInputs = { instances: 200, cores: 2, seed: 1 };
export const STARTUP_MOST = { instances: 10_000, cores: 128 } as const;
