import type { Metadata } from "next";
import { HostPage } from "../labs/host/HostPage";

export const metadata: Metadata = {
  title: "One host",
  description:
    "The modelled machine below real guests and containers: who has which core, whose memory is whose, and what weights and limits change.",
};

export default function Page() {
  return <HostPage />;
}
