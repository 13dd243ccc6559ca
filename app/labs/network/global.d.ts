import type { NetworkLabApi } from "@/app/guest/net/api";

declare global {
  interface Window {
    /** The network lab of the page, for tests, scripts and the console. */
    triptychNetwork?: NetworkLabApi;
  }
}
