/** Which setup an address asks for. Pure. */
import { type BuiltInSetup, setupById, setups } from "../setups";

export interface Asked {
  readonly chosen: BuiltInSetup;
  /** What in the address could not be understood. */
  readonly notice: string | undefined;
}

export const linkTo = ({ id }: BuiltInSetup): string => `?setup=${id}`;

export function readAddress(search: string): Asked {
  const [first] = setups;
  const asked = new URLSearchParams(search).get("setup");
  if (asked === null) return { chosen: first, notice: undefined };
  const found = setupById(asked);
  if (found !== undefined) return { chosen: found, notice: undefined };
  const allowed = setups.map(({ id }) => id).join(", ");
  return {
    chosen: first,
    notice: `The address says setup=${asked}. Allowed: ${allowed}. “${first.setup.name}” is shown instead.`,
  };
}
