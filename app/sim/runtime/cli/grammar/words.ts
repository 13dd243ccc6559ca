/** Sentences of Docker's command line (24.0) about its own grammar. */

/** Said on standard error, with a status. */
export class UsageError {
  constructor(
    readonly text: string,
    readonly status: number,
  ) {}
}

/** Status of a wrong flag, whatever the command. */
const BAD_FLAG = 125;

export const badFlag = (problem: string, path: string): UsageError =>
  new UsageError(`${problem}\nSee '${path} --help'.\n`, BAD_FLAG);

export const invalidValue = (value: string, flag: string, problem: string, path: string): UsageError =>
  badFlag(`invalid argument ${JSON.stringify(value)} for "${flag}" flag: ${problem}`, path);

/** The number of arguments is wrong. */
export function badCount(
  path: string,
  least: number,
  most: number,
  usage: string,
  short: string,
): UsageError {
  const plural = (count: number) => (count === 1 ? "argument" : "arguments");
  let rule: string;
  if (most === 0) rule = "accepts no arguments";
  else if (least === most) rule = `requires exactly ${least} ${plural(least)}`;
  else if (most === Number.POSITIVE_INFINITY) rule = `requires at least ${least} ${plural(least)}`;
  else if (least === 0) rule = `requires at most ${most} ${plural(most)}`;
  else rule = `requires at least ${least} and at most ${most} ${plural(most)}`;
  return new UsageError(`"${path}" ${rule}.\nSee '${path} --help'.\n\nUsage:  ${usage}\n\n${short}\n`, 1);
}

export const unknownCommand = (name: string): UsageError =>
  new UsageError(`docker: '${name}' is not a docker command.\nSee 'docker --help'\n`, 1);
