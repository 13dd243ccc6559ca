import { useState } from "react";
import type { HostSettings } from "@/app/sim/together/settings";
import { Button } from "@/app/ui/Button";
import { useLabApi } from "../labStore";
import { queryFor } from "./address";
import styles from "./Clock.module.css";

/** Puts the address of this set-up on the clipboard; where that is not allowed, shows it to be copied by hand. */
export function CopyLink({ host }: { readonly host: HostSettings }) {
  const lab = useLabApi();
  const [said, say] = useState<{ readonly href: string; readonly copied: boolean }>();
  const copy = async () => {
    const query = queryFor(lab.columns(), lab.scenario.seed, host);
    const { href } = new URL(`?${query}`, location.href.split(/[?#]/)[0]);
    try {
      await navigator.clipboard.writeText(href);
      say({ href, copied: true });
    } catch {
      say({ href, copied: false });
    }
  };
  return (
    <>
      <Button onClick={copy} data-testid="copy-link">
        Copy link
      </Button>
      <span role="status" className={styles.link} data-testid="link" data-value={said?.href}>
        {said?.copied === true && "Copied: it sets these columns up again and starts them."}
        {said?.copied === false && <input readOnly value={said.href} aria-label="Link to this set-up" />}
      </span>
    </>
  );
}
