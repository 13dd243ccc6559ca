import Link from "next/link";
import { SettingsDialog } from "@/app/ui/settings/SettingsDialog";
import { PAGES } from "./pages";
import styles from "./SiteBar.module.css";

/** The way back, and the settings (theme, presenter mode). */
export function SiteBar() {
  return (
    <nav className={styles.bar} aria-label="Site">
      <span className={styles.links}>
        <Link href="/" prefetch={false}>
          Triptych
        </Link>
        {PAGES.map(({ href, name }) => (
          <Link key={href} href={href} prefetch={false}>
            {name}
          </Link>
        ))}
      </span>
      <SettingsDialog />
    </nav>
  );
}
