import { numberText } from "@/app/ui/format";
import { useGuest } from "../labStore";
import styles from "./Downloads.module.css";

/** How far each file of the image has come, while any is on its way. */
export function Downloads({ id }: { readonly id: string }) {
  const power = useGuest(id, (column) => column.power);
  const downloads = useGuest(id, (column) => column.downloads);
  if (power !== "loading" || downloads.length === 0) return null;
  return (
    <ul className={styles.downloads} aria-label="Files on their way" data-testid={`downloads-${id}`}>
      {downloads.map(({ file, loadedBytes, totalBytes }) => (
        <li key={file}>
          <span className={styles.file}>{file}</span>
          <progress value={loadedBytes} max={totalBytes} aria-label={file} />
          <span className={styles.bytes}>
            {numberText(loadedBytes, "bytes")} of {numberText(totalBytes, "bytes")}
          </span>
        </li>
      ))}
    </ul>
  );
}
