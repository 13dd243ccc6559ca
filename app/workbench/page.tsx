import type { Metadata } from "next";
import { preload } from "react-dom";
import { WorkbenchPage } from "../labs/workbench/WorkbenchPage";
import { siteUrl } from "../ui/site";

export const metadata: Metadata = {
  title: "Workbench",
  description:
    "A virtual machine, a container and a paravirtual guest side by side, each with its terminal, its devices, its start and its bill.",
};

export default function Page() {
  // Fetched beside the page's own code rather than after it: every boot needs them.
  preload(siteUrl("/v86/v86.wasm"), { as: "fetch", crossOrigin: "anonymous" });
  preload(siteUrl("/images/manifest.json"), { as: "fetch", crossOrigin: "anonymous" });
  return <WorkbenchPage />;
}
