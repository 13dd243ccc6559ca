/** The host lab's worker in the page. */
import { pageHostEnvironment } from "../page-host";
import { type HostScope, serveHost } from "./entry";

serveHost(globalThis as unknown as HostScope, pageHostEnvironment());
