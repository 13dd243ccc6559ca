import type { HostLabApi } from "@/app/guest/host/api";

declare global {
  interface Window {
    /** The host of the page, for tests, scripts and the console. */
    triptychHost?: HostLabApi;
  }
}
