import { useRef, useState } from "react";
import { ImageError } from "@/app/guest/images/store";
import { Button } from "@/app/ui/Button";
import { numberText } from "@/app/ui/format";
import { ErrorPanel } from "../../workbench/column/problems";
import { useContainerLabApi } from "../containerStore";
import styles from "./Engine.module.css";
import { useDocker } from "./useDocker";
import { fileNameOf } from "./words";

/** A file is held in memory several times over while it is read. */
const LARGEST_BYTES = 256 * 1024 * 1024;

/** An image of the learner's own: a file of `docker save`, or an OCI layout in a tar archive. */
export function LoadImage() {
  const lab = useContainerLabApi();
  const input = useRef<HTMLInputElement>(null);
  const { docker, problem, running } = useDocker("the image");
  const [loaded, say] = useState("");
  const load = async (file: File) => {
    say("");
    const path = `/root/${fileNameOf(file.name)}`;
    const taken = await docker(`docker load -i ${path}`, async () => {
      if (file.size > LARGEST_BYTES)
        throw new ImageError(
          `The file is too large: ${numberText(file.size, "bytes")}`,
          file.name,
          `Bring an image of at most ${numberText(LARGEST_BYTES, "bytes")}.`,
        );
      await lab.putFile(path, new Uint8Array(await file.arrayBuffer()));
    });
    if (taken) say(`${file.name} is loaded; it is ${path} in the machine.`);
  };
  return (
    <div className={styles.load}>
      <p className={styles.note}>
        Your own: a file that <code>docker save</code> wrote, or an OCI image layout as a tar archive. It
        stays in this page.
      </p>
      <p className={styles.buttons}>
        <Button off={running} onClick={() => input.current?.click()}>
          {running ? "Working …" : "Bring an image"}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".tar,.tgz,.gz,.zst,application/x-tar"
          hidden
          aria-label="An image’s file"
          data-testid="image-file"
          onChange={({ target }) => {
            const picked = target.files?.[0];
            target.value = "";
            if (picked !== undefined) void load(picked);
          }}
        />
        <span role="status" data-testid="image-loaded">
          {loaded}
        </span>
      </p>
      {problem && <ErrorPanel id="image" error={problem} />}
    </div>
  );
}
