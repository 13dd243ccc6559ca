/** A choice in an address: `?io=disk-read&bytes=4096&arrangement=kvm-virtio&with=native`. Pure. */
import { type Arrangement, arrangementById, arrangements } from "@/app/sim/vmm/arrangements";
import { IO_KINDS, type Io, ioWords, isIoKind, sizeProblem } from "@/app/sim/vmm/io";
import { type Choice, usualChoice } from "./choice";

export interface Asked {
  readonly choice: Choice;
  /** What in the address could not be understood, one sentence each. */
  readonly notices: readonly string[];
}

const ALONE = "none";
/** What of a bad value is repeated to the reader. */
const MOST_SHOWN = 60;

const MOST_IN_FLIGHT = 1024;

export function linkTo({ io, inFlight, left, right }: Choice): string {
  const query = new URLSearchParams({
    io: io.kind,
    bytes: String(io.bytes),
    arrangement: left.id,
    with: right?.id ?? ALONE,
    flight: String(inFlight),
  });
  return `?${query}`;
}

/** What cannot be understood is named, and what is usual stands in its place. */
export function readAddress(search: string): Asked {
  const parameters = new URLSearchParams(search);
  const notices: string[] = [];
  const reject = (name: string, value: string, allowed: string, shown: string) =>
    notices.push(
      `The address says ${name}=${value.slice(0, MOST_SHOWN)}. Allowed: ${allowed}. ${shown} is shown instead.`,
    );

  const kindText = parameters.get("io");
  const kind = kindText !== null && isIoKind(kindText) ? kindText : usualChoice.io.kind;
  if (kindText !== null && kind !== kindText) reject("io", kindText, IO_KINDS.join(", "), ioWords[kind].name);

  const bytesText = parameters.get("bytes");
  const asked: Io = { kind, bytes: /^\d{1,8}$/.test(bytesText ?? "") ? Number(bytesText) : Number.NaN };
  const fits = sizeProblem(asked) === undefined;
  const io: Io = fits ? asked : { kind, bytes: ioWords[kind].usual };
  if (bytesText !== null && !fits) reject("bytes", bytesText, ioWords[kind].sizeWords, `${io.bytes} bytes`);

  const flightText = parameters.get("flight");
  const asNumber = /^\d{1,4}$/.test(flightText ?? "") ? Number(flightText) : Number.NaN;
  const flies = asNumber >= 1 && asNumber <= MOST_IN_FLIGHT;
  const inFlight = flies ? asNumber : usualChoice.inFlight;
  if (flightText !== null && !flies)
    reject("flight", flightText, `1 to ${MOST_IN_FLIGHT.toLocaleString("en")}`, `${inFlight} in flight`);

  const known = arrangements.map(({ id }) => id);
  const arrangementIn = (name: string, usual: Arrangement): Arrangement => {
    const id = parameters.get(name);
    const found = id === null ? usual : arrangementById(id);
    if (id !== null && found === undefined)
      reject(name, id, (name === "with" ? [ALONE, ...known] : known).join(", "), usual.name);
    return found ?? usual;
  };
  const left = arrangementIn("arrangement", usualChoice.left);
  const choice = { io, inFlight, left, step: usualChoice.step };
  if (parameters.get("with") === ALONE || usualChoice.right === undefined) return { choice, notices };
  return { choice: { ...choice, right: arrangementIn("with", usualChoice.right) }, notices };
}
