import { useId } from "react";
import type { ImageInfo } from "@/app/sim/runtime/engine/contract";
import { numberText } from "@/app/ui/format";
import { useContainers } from "../containerStore";
import { useSteady } from "../useSteady";
import styles from "./Engine.module.css";
import { LoadImage } from "./LoadImage";
import { RunInGuest } from "./RunInGuest";
import { imageName, shortId, startsText } from "./words";

const MOST_SHOWN = 24;
const NONE: readonly ImageInfo[] = [];

/** The images there are, what is in them, and a place to bring one's own. */
export function Images() {
  const id = useId();
  const images = useSteady(useContainers(({ view }) => view?.images) ?? NONE);
  const shown = images.slice(0, MOST_SHOWN);
  return (
    <section className={styles.part} aria-labelledby={`${id}title`} data-testid="images">
      <h3 id={`${id}title`} className={styles.subtitle}>
        Images
      </h3>
      <ul className={styles.list}>
        {shown.map((image) => (
          <li key={image.id} className={styles.entry} data-testid={`image-${imageName(image)}`}>
            <Image image={image} />
          </li>
        ))}
      </ul>
      {images.length > shown.length && (
        <p className={styles.note}>and {(images.length - shown.length).toLocaleString("en-GB")} more</p>
      )}
      <LoadImage />
    </section>
  );
}

function Image({ image }: { readonly image: ImageInfo }) {
  const { id, tags, size, layers, architecture, os, foreign, config } = image;
  return (
    <>
      <div className={styles.entryHead}>
        <p className={styles.entryName}>
          <strong>{imageName(image)}</strong> <code className={styles.id}>{shortId(id)}</code>
        </p>
        <p className={styles.note}>
          {numberText(size, "bytes")} in {layers.length} {layers.length === 1 ? "layer" : "layers"}
        </p>
      </div>
      <p className={styles.starts}>
        starts <code>{startsText(image)}</code>
      </p>
      {foreign !== undefined && (
        <>
          <p className={styles.foreign}>{foreign}</p>
          <RunInGuest image={image} />
        </>
      )}
      <details className={styles.more}>
        <summary>What is in {imageName(image)}</summary>
        <dl className={styles.facts}>
          {tags.length > 1 && <Row name="also" value={tags.slice(1).join(", ")} />}
          <Row name="made for" value={`${os} on ${architecture}`} />
          <Row name="configuration" value={id} />
          {config.user !== "" && <Row name="user" value={config.user} />}
          {config.workingDir !== "" && <Row name="directory" value={config.workingDir} />}
          {config.exposedPorts.length > 0 && <Row name="ports" value={config.exposedPorts.join(", ")} />}
          {layers.map(({ digest, size: bytes }, index) => (
            <Row
              key={digest}
              name={`layer ${index + 1}`}
              value={`${digest}, ${numberText(bytes, "bytes")}`}
            />
          ))}
        </dl>
      </details>
    </>
  );
}

const Row = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd className={styles.digest}>{value}</dd>
  </div>
);
