import { useId } from "react";
import { IO_KINDS, type Io, type IoKind, ioWords, isIoKind, sizeProblem } from "@/app/sim/vmm/io";
import { NumberField } from "./NumberField";
import styles from "./PathView.module.css";

interface Props {
  readonly io: Io;
  readonly onKind: (kind: IoKind) => void;
  readonly onBytes: (bytes: number) => void;
}

/** Which I/O, and how large. */
export function Selectors({ io, onKind, onBytes }: Props) {
  const id = useId();
  return (
    <div className={styles.row}>
      <label htmlFor={`${id}io`}>What happens</label>
      <select
        id={`${id}io`}
        value={io.kind}
        onChange={({ target }) => {
          if (isIoKind(target.value)) onKind(target.value);
        }}
        data-testid="io"
      >
        {IO_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {ioWords[kind].name}
          </option>
        ))}
      </select>
      {ioWords[io.kind].least < ioWords[io.kind].most && <Size key={io.kind} io={io} onBytes={onBytes} />}
    </div>
  );
}

function Size({ io, onBytes }: Pick<Props, "io" | "onBytes">) {
  const { kind, bytes } = io;
  return (
    <NumberField
      label="Bytes"
      value={bytes}
      fits={(typed) => sizeProblem({ kind, bytes: typed }) === undefined}
      wanted={`${ioWords[kind].sizeWords}. ${bytes.toLocaleString("en")} bytes are shown`}
      onValue={onBytes}
      testId="bytes"
    />
  );
}
