import type { LearnedAddress } from "@/app/sim/net/switch";
import { useNetwork } from "../networkStore";
import styles from "./SwitchPicture.module.css";

const NONE: readonly LearnedAddress[] = [];
const MOST_SHOWN = 6;

/** The addresses that the switch knows behind a port. */
export function Learned({ port, name }: { readonly port: number; readonly name: string }) {
  const addresses = useNetwork(({ view }) => view?.addresses ?? NONE);
  const here = addresses.filter((one) => one.port === port);
  return (
    <div className={styles.learned} data-testid={`learned-${port + 1}`}>
      <p className={styles.soft}>learned:</p>
      {here.length === 0 ? (
        <p className={styles.soft}>nothing yet</p>
      ) : (
        <ul aria-label={`Addresses learned behind the port of ${name}`}>
          {here.slice(0, MOST_SHOWN).map(({ mac }) => (
            <li key={mac}>
              <code>{mac}</code>
            </li>
          ))}
          {here.length > MOST_SHOWN && <li>and {here.length - MOST_SHOWN} more</li>}
        </ul>
      )}
    </div>
  );
}
