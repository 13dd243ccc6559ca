/** The lab at work. Much larger than the page around it, and fetched apart from it. */
import { createBrowserLab } from "@/app/guest/lab/browser";
import { createLabStore, type LabStore } from "../workbench/labStore";
import { workbenchScenario } from "../workbench/scenario";

export { RunningPanels } from "./RunningPanels";

/** A lab with the three columns of the workbench, followed until it is closed. */
export function openLab(): { readonly store: LabStore; close(): void } {
  const lab = createBrowserLab(workbenchScenario);
  const store = createLabStore(lab);
  const unfollow = store.follow();
  return {
    store,
    close() {
      unfollow();
      lab.dispose();
    },
  };
}
