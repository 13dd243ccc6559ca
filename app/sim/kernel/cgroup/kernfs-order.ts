/** The order in which kernfs (cgroup2, sysfs) lists a directory: by a hash of the name (fs/kernfs/dir.c, include/linux/stringhash.h). */

/** GOLDEN_RATIO_32: the hash's last step on a 32-bit kernel. */
const GOLDEN_RATIO = 0x61c88647;
const MOST = 0x7fffffff;

/** kernfs_name_hash of a byte string. */
export function kernfsHash(name: string): number {
  let hash = 0;
  for (let index = 0; index < name.length; index++) {
    const byte = name.charCodeAt(index);
    hash = Math.imul(hash + (byte << 4) + (byte >> 4), 11);
  }
  hash = Math.imul(hash, GOLDEN_RATIO) & MOST;
  // 0 and 1 stand for "." and "..", the largest for the end of the directory.
  if (hash < 2) hash += 2;
  return hash >= MOST ? MOST - 1 : hash;
}

/** Sorts names as kernfs lists them. */
export function inKernfsOrder<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  const keyed = items.map((item) => ({ item, name: nameOf(item), hash: kernfsHash(nameOf(item)) }));
  keyed.sort((a, b) => a.hash - b.hash || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return keyed.map(({ item }) => item);
}
