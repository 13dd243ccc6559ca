import type { Metadata } from "next";
import { ModelPage } from "../labs/model/ModelPage";
import { shownGroups, shownReserved } from "../labs/model/shown";

export const metadata: Metadata = {
  title: "Model and measurement",
  description:
    "Every published measurement that the lab's model may use, what the model says, and the error; and what it predicts where it holds no measurement.",
};

export default function Page() {
  return <ModelPage groups={shownGroups()} reserved={shownReserved()} />;
}
