import { useId, useState } from "react";
import { IO_KINDS, type Io, type IoKind, ioWords, isIoKind, sizeProblem } from "@/app/sim/vmm/io";
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
        className={styles.select}
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
  const id = useId();
  const [typed, type] = useState<string>();
  const bytes = /^\d{1,8}$/.test(typed ?? "") ? Number(typed) : Number.NaN;
  const problem = typed === undefined ? undefined : sizeProblem({ kind: io.kind, bytes });
  const settle = () => {
    if (typed === undefined || problem !== undefined) return;
    onBytes(bytes);
    type(undefined);
  };
  return (
    <>
      <label htmlFor={id}>Bytes</label>
      <input
        id={id}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? String(io.bytes)}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}wrong`}
        onChange={({ target }) => type(target.value)}
        onBlur={settle}
        onKeyDown={({ key }) => {
          if (key === "Enter") settle();
          if (key === "Escape") type(undefined);
        }}
        className={styles.field}
        data-testid="bytes"
      />
      <span id={`${id}wrong`} role="status" className={styles.wrong}>
        {problem !== undefined && (
          <span data-testid="bytes-wrong">
            Wanted: {ioWords[io.kind].sizeWords}. {io.bytes.toLocaleString("en")} bytes are shown.
          </span>
        )}
      </span>
    </>
  );
}
