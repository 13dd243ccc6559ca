import type { DiskInterface, MachineDevices, Medium } from "@/app/sim/vmm/devices";
import { DEFAULT_DISK_BYTES, devicesOf } from "@/app/sim/vmm/devices";
import { useGuest, useLabStore } from "../labStore";
import { isStarting } from "../words";
import { clockWords, consoleWords, diskWords, machineLine, mediumWords, netWords } from "./deviceWords";
import { guestWords } from "./guestWords";
import styles from "./Machine.module.css";

/** What the column's next machine is: its guest, and which device of each pair, a PC's or the one made for the hypervisor. */
export function Machine({ id }: { readonly id: string }) {
  const { lab, refresh } = useLabStore();
  const track = useGuest(id, (column) => column.track);
  const asked = useGuest(id, (column) => column.devices);
  const via = useGuest(id, (column) => column.via);
  const image = useGuest(id, (column) => column.image);
  const starting = useGuest(id, (column) => isStarting(column.power));
  const usual = devicesOf(track);
  const devices = devicesOf(track, asked);

  const change = (next: { readonly [K in keyof MachineDevices]?: MachineDevices[K] | undefined }) => {
    if (starting) return;
    // What the track has anyway is not asked for: such a machine boots from the shipped snapshot, too.
    const entries = Object.entries({ ...asked, ...next }).filter(
      ([part, value]) => value !== undefined && value !== usual[part as keyof MachineDevices],
    );
    lab.setDevices(id, Object.fromEntries(entries));
    refresh();
  };

  const changeDisk = (name: DiskInterface | "none", medium: Medium) =>
    change({
      disk: name === "none" ? undefined : { interface: name, medium, sizeBytes: DEFAULT_DISK_BYTES },
    });
  const medium = devices.disk?.medium ?? "ssd";

  return (
    <details className={styles.machine} data-testid={`machine-${id}`}>
      <summary>
        <span className={styles.title}>Devices</span>{" "}
        <span data-testid={`devices-${id}`}>
          {guestWords[track][image]?.split(/[:,]/)[0]} · {machineLine(devices)}
        </span>
      </summary>
      <div className={styles.choices}>
        <Choice
          label="Guest"
          testId={`image-${id}`}
          value={image}
          words={guestWords[track]}
          off={starting}
          onChange={(name) => {
            if (starting) return;
            lab.setImage(id, name);
            refresh();
          }}
        />
        <Choice
          label="Disk"
          testId={`disk-${id}`}
          value={devices.disk?.interface ?? "none"}
          words={diskWords}
          off={starting}
          onChange={(name) => changeDisk(name, medium)}
        />
        {devices.disk !== undefined && (
          <Choice
            label="Medium"
            testId={`medium-${id}`}
            value={medium}
            words={mediumWords}
            off={starting}
            onChange={(name) => changeDisk(devices.disk!.interface, name)}
          />
        )}
        <Choice
          label="Network"
          testId={`net-${id}`}
          value={devices.net}
          words={netWords}
          off={starting}
          onChange={(net) => change({ net })}
        />
        <Choice
          label="Console"
          testId={`console-${id}`}
          value={devices.console}
          words={consoleWords}
          off={starting}
          onChange={(console) => change({ console })}
        />
        <Choice
          label="Clock"
          testId={`clock-${id}`}
          value={devices.clock}
          words={clockWords}
          off={starting}
          onChange={(clock) => change({ clock })}
        />
      </div>
      <p className={styles.note}>
        {asked !== undefined && via === "snapshot"
          ? "A snapshot holds the devices it was taken with: choose Direct or BIOS for this machine."
          : image !== "linux" && via !== "direct"
            ? "This guest is entered directly: choose Direct."
            : "From the next boot on."}
      </p>
    </details>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly testId: string;
  readonly value: T;
  readonly words: Readonly<Record<T, string>>;
  readonly off: boolean;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, testId, value, words, off, onChange }: ChoiceProps<T>) {
  return (
    <label className={styles.choice}>
      <span>{label}</span>
      <select
        value={value}
        aria-disabled={off}
        onChange={({ target }) => onChange(target.value as T)}
        data-testid={testId}
      >
        {(Object.entries(words) as [T, string][]).map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
