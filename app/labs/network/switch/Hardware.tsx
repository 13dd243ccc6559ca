import { useContext, useId } from "react";
import type { GuestSetup } from "@/app/guest/net/setup";
import { devicesOf } from "@/app/sim/vmm/devices";
import { clockWords, consoleWords, netWords } from "../../workbench/column/deviceWords";
import { type GuestHardware, HardwareContext } from "../hardware";
import styles from "./SwitchPicture.module.css";

const PAIRS = [
  { part: "net", label: "Network", words: netWords },
  { part: "console", label: "Console", words: consoleWords },
  { part: "clock", label: "Clock", words: clockWords },
] as const;

/** Which device of each pair a guest has: a PC's, or the one made for the hypervisor. */
export function Hardware({ guest }: { readonly guest: GuestSetup }) {
  const id = useId();
  const hardware = useContext(HardwareContext);
  if (hardware === undefined) return null;
  const { asked, ask } = hardware;
  const usual = devicesOf(guest.kind);
  const plugged = devicesOf(guest.kind, guest.devices);
  const next = devicesOf(guest.kind, asked[guest.id]);
  const choose = (part: keyof GuestHardware, value: string) => {
    const { [part]: _, ...others } = asked[guest.id] ?? {};
    // A guest with its track's own devices comes from the shipped snapshot.
    ask(guest.id, value === usual[part] ? others : { ...others, [part]: value });
  };
  return (
    <fieldset className={styles.hardware}>
      <legend className="visually-hidden">Devices of the {guest.name}</legend>
      {PAIRS.map(({ part, label, words }) => (
        <span key={part} className={styles.setting}>
          <label htmlFor={`${id}${part}`}>{label}</label>
          <select
            id={`${id}${part}`}
            value={next[part]}
            onChange={({ target }) => choose(part, target.value)}
            data-testid={`${part}-${guest.id}`}
          >
            {Object.entries(words).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </span>
      ))}
      <span className={styles.soft} role="status" data-testid={`hardware-note-${guest.id}`}>
        {PAIRS.every(({ part }) => next[part] === plugged[part])
          ? ""
          : "Plugged in when the network is built anew."}
      </span>
    </fieldset>
  );
}
