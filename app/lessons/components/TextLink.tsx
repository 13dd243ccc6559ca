import Link from "next/link";
import type { ReactNode } from "react";

interface Props {
  readonly href?: string | undefined;
  readonly children?: ReactNode;
}

/** A link in a text. To a page of this site it goes wherever the site is served from. */
export function TextLink({ href = "", children }: Props) {
  if (!href.startsWith("/")) return <a href={href}>{children}</a>;
  return (
    <Link href={href} prefetch={false}>
      {children}
    </Link>
  );
}
