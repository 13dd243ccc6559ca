/** Which Docker's words these are. */
export const VERSION = "24.0.9";
export const API_VERSION = "1.43";
/** What `docker version` says of where it was built: nothing else has made it than this repository. */
export const BUILD = "triptych";
export const VERSION_LINE = `Docker version ${VERSION}, build ${BUILD}`;
