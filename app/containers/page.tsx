import type { Metadata } from "next";
import { ContainerPage } from "../labs/containers/ContainerPage";

export const metadata: Metadata = {
  title: "Containers",
  description:
    "A Linux kernel with namespaces, cgroups, an overlay file system and a container runtime, simulated in the page and held against the real one.",
};

export default function Page() {
  return <ContainerPage />;
}
