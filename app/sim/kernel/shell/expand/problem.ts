/** Something a script did that its shell complains about and gives up on; not yet printed. */
export class Problem {
  constructor(
    readonly message: string,
    readonly status = 2,
  ) {}
}
