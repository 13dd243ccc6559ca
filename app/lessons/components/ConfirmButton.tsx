"use client";

import { type ReactNode, useId, useRef } from "react";
import { Button } from "@/app/ui/Button";
import styles from "./ConfirmButton.module.css";

interface Props {
  readonly label: string;
  /** What will happen, and what will be lost. */
  readonly children: ReactNode;
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly off?: boolean;
  readonly testId: string;
}

/** A button whose order throws something away, so it asks first. */
export function ConfirmButton({ label, children, confirm, onConfirm, off = false, testId }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  return (
    <>
      <Button
        off={off}
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
        data-testid={testId}
      >
        {label}
      </Button>
      <dialog ref={dialog} className={styles.dialog} aria-labelledby={title}>
        <form method="dialog" className={styles.form}>
          <h2 id={title} className={styles.title}>
            {label}?
          </h2>
          <div>{children}</div>
          <div className={styles.buttons}>
            <Button type="submit" kind="primary" onClick={onConfirm} data-testid={`${testId}-confirm`}>
              {confirm}
            </Button>
            <Button type="submit">Leave it as it is</Button>
          </div>
        </form>
      </dialog>
    </>
  );
}
