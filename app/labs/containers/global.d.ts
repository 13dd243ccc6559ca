import type { ContainerLabApi } from "@/app/container/lab/api";

declare global {
  interface Window {
    /** The container lab of the page, for tests, scripts and the console. */
    triptychContainers?: ContainerLabApi;
  }
}
