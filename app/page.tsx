import { preload } from "react-dom";
import { HomeLab } from "./labs/home/HomeLab";
import { siteUrl } from "./ui/site";

export default function Page() {
  // Fetched beside the page's own code rather than after it: every boot needs them.
  preload(siteUrl("/v86/v86.wasm"), { as: "fetch", crossOrigin: "anonymous" });
  preload(siteUrl("/images/manifest.json"), { as: "fetch", crossOrigin: "anonymous" });
  return <HomeLab />;
}
