import Link from "next/link";
import styles from "@/app/ui/Page.module.css";

/** What stands in the place of the guests in a browser that cannot run them, and what can be done all the same. */
export function Missing({ what }: { readonly what: readonly string[] }) {
  return (
    <div role="alert" className={styles.missing} data-testid="missing">
      <h2>This browser cannot run the guests</h2>
      <p>The lab runs real machines inside the page. For that it needs, and does not find:</p>
      <ul>
        {what.map((requirement) => (
          <li key={requirement}>{requirement}</li>
        ))}
      </ul>
      <p>
        A current Firefox, Chrome, Edge or Safari has them all. The{" "}
        <Link href="/lessons/" prefetch={false}>
          lessons
        </Link>{" "}
        can be read in any browser.
      </p>
    </div>
  );
}
