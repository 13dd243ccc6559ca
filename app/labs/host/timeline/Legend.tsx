import { useShallow } from "zustand/react/shallow";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { useHost } from "../hostStore";
import { hostLook, inkOf, modeHeight, modeTone, modeWords } from "../palette";
import styles from "./Legend.module.css";

const NAMED = 12;
const stepped = ["guest", "user", "guest-kernel", "host-kernel", "exit", "hypervisor", "switch"] as const;

/** Who has which texture, and how high a mode stands. */
export function Legend() {
  const dark = useIsDark();
  const names = useHost(
    useShallow(({ state }) => state.view?.instances.slice(0, NAMED).map(({ name }) => name) ?? []),
  );
  const count = useHost(({ state }) => state.view?.instances.length ?? 0);
  const looks = useHost(({ looks: all }) => all);
  return (
    <div className={styles.legend}>
      <ul aria-label="Instances">
        {names.map((name, index) => (
          <li key={name}>
            <TextureSwatch {...inkOf(looks[index] ?? hostLook, "light", dark)} /> {name}
          </li>
        ))}
        {count > NAMED && <li>and {count - NAMED} more</li>}
      </ul>
      <ul aria-label="Modes, from the tallest step to the lowest">
        {stepped.map((mode) => (
          <li key={mode}>
            <span className={styles.step} aria-hidden="true">
              <span
                style={{
                  height: `${100 * modeHeight[mode]}%`,
                  background: inkOf(hostLook, modeTone[mode], dark).ground,
                }}
              />
            </span>{" "}
            {modeWords[mode]}
          </li>
        ))}
      </ul>
    </div>
  );
}
