import Link from "next/link";
import { SettingsDialog } from "@/app/ui/settings/SettingsDialog";
import styles from "./SiteBar.module.css";

/** The way back, and the settings (theme, presenter mode). */
export function SiteBar() {
  return (
    <nav className={styles.bar} aria-label="Site">
      <span className={styles.links}>
        <Link href="/" prefetch={false}>
          Triptych
        </Link>
        <Link href="/lessons/" prefetch={false}>
          Lessons
        </Link>
        <Link href="/host/" prefetch={false}>
          One host
        </Link>
        <Link href="/containers/" prefetch={false}>
          Containers
        </Link>
        <Link href="/network/" prefetch={false}>
          Network
        </Link>
        <Link href="/path/" prefetch={false}>
          Path of an I/O
        </Link>
      </span>
      <SettingsDialog />
    </nav>
  );
}
