/**
 * Kuenzer et al., "Unikraft" (EuroSys 2021): boot time of a hello-world unikernel, split by the authors into the time of
 * the virtual machine monitor and the time of the guest, medians of 26 boots; starts of other systems; sizes of images.
 * Computed from the authors' data (github.com/unikraft/eurosys21-artifacts at d88853d5).
 */
import { type Figure, published, type Source } from "../figure";

const figure10: Source = {
  title: "Unikraft: Fast, Specialized Unikernels the Easy Way",
  authors: "Kuenzer et al.",
  where: "EuroSys 2021",
  table: "Figure 10, hello world, median of 26 boots, computed from the authors' data",
  host: "Shuttle SH370R6, Core i7-9700K 3.6 GHz (8 cores, HT off), 32 GB, Debian Buster, Linux 4.19, isolated CPUs",
  url: "https://github.com/unikraft/eurosys21-artifacts",
};

const micros = (value: number): Figure => published(value, "µs", figure10);

/** QEMU: the share of the virtual machine monitor. */
export const qemuMonitor = micros(37_772);

/** QEMU: the share of the guest. */
export const qemuGuest = micros(54);

/** Firecracker: the share of the virtual machine monitor. */
export const firecrackerMonitor = micros(1_480);

/** Firecracker: the share of the guest. */
export const firecrackerGuest = micros(1_262);

const startsInText: Source = {
  ...figure10,
  table: "starts that the text compares with, from the authors' artefact (txt_01)",
};

const startMillis = (value: number): Figure => published(value, "ms", startsInText);

/** Docker: a minimal container. */
export const dockerContainer = startMillis(66.3);

/** Firecracker: a virtual machine with Alpine Linux. */
export const alpineMachine = startMillis(331.6);

/** Lupine: a Linux cut down to what one application needs. */
export const lupine = startMillis(17.8);

/** OSv with a read-only root, on Firecracker. */
export const osv = startMillis(4.41);

const figure9: Source = {
  ...figure10,
  table: "Figure 9, hello world, size of the image, from the authors' data",
};

const imageSize = (value: number): Figure => published(value, "bytes", figure9);

/** The program alone, as a Linux executable. */
export const linuxBinary = imageSize(16_384);
export const unikraftImage = imageSize(212_992);
export const lupineImage = imageSize(1_716_224);
export const osvImage = imageSize(4_521_984);
