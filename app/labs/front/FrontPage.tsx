import Link from "next/link";
import { SiteBar } from "@/app/lessons/SiteBar";
import { siteUrl } from "@/app/ui/site";
import { ForwardOldAddress } from "./ForwardOldAddress";
import styles from "./FrontPage.module.css";
import { LiveFigure } from "./LiveFigure";

const WAYS_IN = [
  {
    href: "/lessons/",
    name: "The course",
    line: "Lessons that ask first: predict, run, see why, and solve exercises that are checked.",
  },
  {
    href: "/workbench/",
    name: "The workbench",
    line: "Machines of your own: devices, ways in, saved states, and every number down to its counts.",
  },
  {
    href: "/experiments/",
    name: "The experiments",
    line: "Startup, overhead, density: guess, run, and compare with what others have published.",
  },
] as const;

/** The first page: what the lab is, the ways into it, and the lab itself at work. */
export function FrontPage() {
  return (
    <div className={styles.page}>
      <ForwardOldAddress />
      <SiteBar />
      <main>
        <div className={styles.head}>
          <div>
            <h1 className={styles.title}>Triptych</h1>
            <p className={styles.lead}>
              A lab in this tab that runs the same work in a virtual machine, in a container and under
              paravirtualization, on one clock, and shows what each of them pays for it.
            </p>
          </div>
          <ul className={styles.ways}>
            {WAYS_IN.map(({ href, name, line }) => (
              <li key={href}>
                <h2 className={styles.way}>
                  <Link href={href} prefetch={false}>
                    {name}
                  </Link>
                </h2>
                <p>{line}</p>
              </li>
            ))}
          </ul>
        </div>
        <LiveFigure />
      </main>
      <footer className={styles.footer}>
        <p>
          Code: MIT. Lessons: CC BY 4.0. Guest images: GPL and others, see{" "}
          <a href={siteUrl("/images/README.md")}>their sources and licences</a>. Linux, Docker, Xen, KVM and
          other names belong to their owners; this project is not affiliated with any of them.
        </p>
      </footer>
    </div>
  );
}
