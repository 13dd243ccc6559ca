/** The lessons that exist, in the order of the curriculum. A test holds this against the files in content/lessons. */
export const slugs = [
  "booting-a-machine",
  "starting-a-container",
  "one-kernel-for-all",
  "sharing-the-cpu",
  "walls-of-memory",
  "more-memory-than-there-is",
  "pretend-hardware-honest-drivers",
  "containers-inside-a-vm",
] as const;

export type Slug = (typeof slugs)[number];

export const isSlug = (slug: string): slug is Slug => (slugs as readonly string[]).includes(slug);
