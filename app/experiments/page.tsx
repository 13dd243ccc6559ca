import type { Metadata } from "next";
import { ExperimentsPage } from "../labs/experiments/ExperimentsPage";

export const metadata: Metadata = {
  title: "Experiments",
  description:
    "Startup, overhead and density of virtual machines, unikernels, containers and processes: real guests measured, a model that goes on from there, and published figures beside them.",
};

export default function Page() {
  return <ExperimentsPage />;
}
