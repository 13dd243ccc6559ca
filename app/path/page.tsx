import type { Metadata } from "next";
import { PathPage } from "../labs/path/PathPage";

export const metadata: Metadata = {
  title: "The path of an I/O",
  description:
    "From the program that asks to the device and back, step by step: emulated, paravirtual and handed-out hardware under type 1 and type 2 hypervisors.",
};

export default function Page() {
  return <PathPage />;
}
