/** The path that the site is served below: "" or "/triptych". */
export const basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? "";

/** A file of the site by its path from the root, whatever the site is served below. */
export const siteUrl = (path: string): string => `${basePath}${path}`;
