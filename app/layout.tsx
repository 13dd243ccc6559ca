import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { OfflineCopy } from "./ui/OfflineCopy";
import { applySavedSettings } from "./ui/settings/firstPaint";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Triptych", template: "%s · Triptych" },
  description:
    "A lab in the browser that runs the same work in a virtual machine, in a container and under paravirtualization, on one host and one clock, and shows what each one cost.",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf6" },
    { media: "(prefers-color-scheme: dark)", color: "#131517" },
  ],
};

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own constant; it must run before the first paint */}
        <script dangerouslySetInnerHTML={{ __html: applySavedSettings }} />
      </head>
      <body>
        {children}
        <OfflineCopy />
      </body>
    </html>
  );
}
