/** What the first script of a page says, and passes to its workers: where the bundler's files are (scripts/anywhere-head.js). */
const { TURBOPACK_CHUNK_BASE_PATH: chunks } = globalThis as { readonly TURBOPACK_CHUNK_BASE_PATH?: string };

/** The path that the site is served below, in the page and in its workers: "" or "/some/sub/path". */
const basePath = chunks?.replace(/\/_next\/$/, "") ?? "";

/** A file of the site by its path from the root, whatever the site is served below. */
export const siteUrl = (path: string): string => `${basePath}${path}`;
