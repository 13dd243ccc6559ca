import { serveGuest, type WorkerScope } from "./entry";

serveGuest(globalThis as unknown as WorkerScope);
