// A worker thread starts from JavaScript; tsx then lets it read the rest as it is. (`--import tsx` does not reach threads.)
import { register } from "tsx/esm/api";

register();
await import("./node-thread.ts");
