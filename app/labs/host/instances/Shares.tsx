import { FigureValue } from "@/app/ui/FigureValue";
import { StackedBar } from "@/app/ui/StackedBar";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import type { TextureInk } from "@/app/ui/TexturePattern";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { useHost, useHostStore } from "../hostStore";
import { colourOf, hostLook, inkOf } from "../palette";
import { shareFigure } from "./figures";
import styles from "./Shares.module.css";

/** What an instance got of the last second: ran, waited for a core (steal), was throttled, had nothing to do. */
export function Shares({ index }: { readonly index: number }) {
  const dark = useIsDark();
  const { recent } = useHostStore();
  const view = useHost(({ state }) => state.view);
  const look = useHost(({ looks }) => looks[index]) ?? hostLook;
  const instance = view?.instances[index];
  if (view === undefined || instance === undefined) return null;
  const { runningNs, waitingNs, throttledNs, sleepingNs, lengthNs } = recent.of(view, index);
  const grey = (tone: "wash" | "mid") => colourOf(hostLook, tone, dark);
  const waiting: TextureInk = { texture: "diagonal", ground: grey("wash"), ink: grey("mid") };
  const throttled: TextureInk = { texture: "vertical", ground: grey("wash"), ink: grey("mid") };
  const asleep: TextureInk = { texture: "solid", ground: "transparent", ink: grey("wash") };
  const waitWord = instance.kind === "container" ? "waited" : "steal";
  const parts = [
    { key: "ran", label: "ran", value: runningNs, ...inkOf(look, "light", dark) },
    { key: "waited", label: waitWord, value: waitingNs, ...waiting },
    { key: "throttled", label: "throttled", value: throttledNs, ...throttled },
    { key: "asleep", label: "asleep", value: sleepingNs, ...asleep },
  ];
  const life = runningNs + waitingNs + throttledNs + sleepingNs;
  const ofCore = (ns: number) => (lengthNs > 0 ? (100 * ns) / lengthNs : 0);
  return (
    <div className={styles.shares}>
      <StackedBar
        segments={parts}
        whole={life}
        label={`The last second of ${instance.name}: ${parts.map(({ label, value }) => `${label} ${life > 0 ? ((100 * value) / life).toFixed(1) : "0.0"} %`).join(", ")}`}
      />
      <dl className={styles.numbers}>
        {parts.slice(0, 3).map(({ key, label, value, texture, ground, ink }) => (
          <div key={key}>
            <dt>
              <TextureSwatch texture={texture} ground={ground} ink={ink} /> {label}
            </dt>
            <dd>
              <FigureValue
                figure={shareFigure(ofCore(value), instance.real)}
                label={`${instance.name}: ${label}, of one core over the last second`}
                testId={`${key}-${instance.name}`}
                bare
              />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
