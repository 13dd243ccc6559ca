/** The lessons that exist, in the order of the curriculum. A test holds this against the files in content/lessons. */
export const slugs = [
  "three-abstractions",
  "where-the-hypervisor-sits",
  "booting-a-machine",
  "starting-a-container",
  "one-kernel-for-all",
  "another-kernel",
  "sharing-the-cpu",
  "walls-of-memory",
  "more-memory-than-there-is",
  "the-same-page-twice",
  "disks-in-layers",
  "pretend-hardware-honest-drivers",
  "real-hardware-handed-out",
  "containers-inside-a-vm",
  "thin-guests",
  "talking-to-the-neighbour",
  "how-many-fit",
  "choosing",
] as const;

export type Slug = (typeof slugs)[number];

export const isSlug = (slug: string): slug is Slug => (slugs as readonly string[]).includes(slug);
