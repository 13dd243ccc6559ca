import Link from "next/link";
import { useId, useState } from "react";
import { arrangementById } from "@/app/sim/vmm/arrangements";
import { devicesOf, type MachineDevices } from "@/app/sim/vmm/devices";
import { type Io, type IoKind, ioWords } from "@/app/sim/vmm/io";
import { pathOf } from "@/app/sim/vmm/path";
import { FigureValue } from "@/app/ui/FigureValue";
import { inMicros } from "../../path/figures";
import { PathLanes } from "../../path/PathLanes";
import { useGuest } from "../labStore";
import styles from "./ColumnPath.module.css";

const KINDS: readonly IoKind[] = ["disk-read", "disk-write", "packet-out", "packet-in", "console-line"];

/** How a machine's device for that kind of I/O is arranged: the lab's host is a KVM with its device models in a program. */
function arrangementOf(kind: IoKind, { disk, net, console }: MachineDevices): string | undefined {
  if (kind.startsWith("disk")) {
    if (disk === undefined) return undefined;
    return disk.interface === "virtio-blk"
      ? "kvm-virtio"
      : disk.interface === "ide-dma"
        ? "kvm-emulated-dma"
        : "kvm-emulated";
  }
  const paravirtual = kind.startsWith("packet") ? net === "virtio-net" : console === "virtio-console";
  return paravirtual ? "kvm-virtio" : "kvm-emulated";
}

/** The way of one I/O through this machine's own devices, a step at a time. */
export function ColumnPath({ id }: { readonly id: string }) {
  const field = useId();
  const track = useGuest(id, (column) => column.track);
  const asked = useGuest(id, (column) => column.devices);
  const devices = devicesOf(track, asked);
  const kinds = KINDS.filter((kind) => arrangementOf(kind, devices) !== undefined);
  const [wanted, want] = useState<IoKind>("disk-read");
  const [at, stepTo] = useState(0);
  const kind = kinds.includes(wanted) ? wanted : kinds[0]!;
  const io: Io = { kind, bytes: ioWords[kind].usual };
  const arrangement = arrangementById(arrangementOf(kind, devices)!);
  if (arrangement === undefined) return null;
  const path = pathOf(io, arrangement);
  const step = path.steps[Math.min(at, path.steps.length - 1)]!;
  return (
    <details className={styles.path} data-testid={`path-${id}`}>
      <summary>The path of an I/O on this machine</summary>
      <div className={styles.row}>
        <label htmlFor={field}>Path of</label>
        <select
          id={field}
          value={kind}
          onChange={({ target }) => {
            want(target.value as IoKind);
            stepTo(0);
          }}
          data-testid={`path-kind-${id}`}
        >
          {kinds.map((one) => (
            <option key={one} value={one}>
              {ioWords[one].name}
            </option>
          ))}
        </select>
      </div>
      <div className={styles.said}>
        {arrangement.name}: {path.steps.length} steps,{" "}
        <FigureValue figure={path.exits} label="Exits of the path" />,{" "}
        <FigureValue figure={inMicros(path.totalNs)} label="Time of the path" />
      </div>
      <p className={styles.said} aria-live="polite" data-testid={`path-step-${id}`}>
        {step.who}: {step.what}
      </p>
      <PathLanes
        steps={path.steps}
        host={arrangement.host}
        at={Math.min(at, path.steps.length - 1)}
        onStep={stepTo}
        label={`${ioWords[kind].name}, ${arrangement.name}`}
        testId={`path-steps-${id}`}
      />
      <p className={styles.said}>
        <Link href="/path/">All arrangements, side by side</Link>
      </p>
    </details>
  );
}
