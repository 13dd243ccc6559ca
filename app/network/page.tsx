import type { Metadata } from "next";
import { NetworkPage } from "../labs/network/NetworkPage";

export const metadata: Metadata = {
  title: "Network",
  description:
    "A virtual machine, a paravirtualized guest and a container on one Ethernet switch: every frame, every exit, and a capture to take away.",
};

export default function Page() {
  return <NetworkPage />;
}
