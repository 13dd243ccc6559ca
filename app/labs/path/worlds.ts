/** What the worlds of a path are called and how they look: guest, host and driver domain differ in hue, modes in texture. */
import type { HostKind } from "@/app/sim/vmm/arrangements";
import type { World } from "@/app/sim/vmm/steps";
import type { TextureInk } from "@/app/ui/TexturePattern";
import type { Texture } from "@/app/ui/texture";
import { colourOf, hostLook, type Look, type Tone } from "../host/palette";

export interface WorldWords {
  readonly name: string;
  readonly privilege: string;
}

const words: Readonly<Record<World, WorldWords>> = {
  "guest-user": { name: "guest program", privilege: "ring 3, guest mode" },
  "guest-kernel": { name: "guest kernel", privilege: "ring 0, guest mode" },
  "host-user": { name: "device model", privilege: "ring 3, a process of the host" },
  "driver-domain": { name: "driver domain", privilege: "a guest that has the drivers" },
  "host-kernel": { name: "host kernel", privilege: "ring 0, root mode" },
  hypervisor: { name: "hypervisor", privilege: "ring 0, root mode, alone" },
  device: { name: "device", privilege: "outside the processor" },
};

/** The same lane is another thing where there is no guest, or where the host's kernel is the hypervisor. */
export function worldWords(world: World, host: HostKind): WorldWords {
  if (host === "native" || host === "container") {
    if (world === "host-user") return { name: "program", privilege: "ring 3" };
    if (world === "host-kernel") return { name: "kernel", privilege: "ring 0" };
  }
  if (world === "host-kernel" && host === "kvm") return { ...words[world], name: "host kernel = hypervisor" };
  if (world === "host-user" && host === "type-2") return { ...words[world], name: "VMM, a program" };
  return words[world];
}

const look = (hue: number, texture: Texture): Look => ({ hue, chroma: 1, lift: 0, texture });

const looks: Readonly<Record<World, Look & { readonly tone: Tone }>> = {
  "guest-user": { ...look(256, "solid"), tone: "light" },
  "guest-kernel": { ...look(256, "diagonal"), tone: "light" },
  "host-user": { ...hostLook, texture: "dots", tone: "light" },
  "driver-domain": { ...look(310, "cross"), tone: "light" },
  "host-kernel": { ...hostLook, texture: "vertical", tone: "light" },
  hypervisor: { ...hostLook, texture: "solid", tone: "strong" },
  device: { ...look(110, "horizontal"), tone: "light" },
};

export function worldInk(world: World, dark: boolean): TextureInk {
  const { tone, ...as } = looks[world];
  const ink = colourOf(as, "strong", dark);
  const ground = colourOf(as, as.texture === "solid" ? tone : "wash", dark);
  return { texture: as.texture, ground, ink };
}

/** Which side of the boundaries a world is on; lines between sides are drawn heavier. */
export function sideOf(world: World): "guest" | "host" | "device" {
  if (world === "device") return "device";
  return world.startsWith("guest") ? "guest" : "host";
}
