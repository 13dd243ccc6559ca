import { Button } from "@/app/ui/Button";
import { PacedClock } from "../paced/PacedClock";
import { useNetwork, useNetworkLabApi } from "./networkStore";

/** Virtual time of the network, and what makes it go, stop and begin again. */
export function NetworkClock({ onBuild }: { readonly onBuild: () => void }) {
  const lab = useNetworkLabApi();
  const status = useNetwork((state) => state.status);
  const doing = useNetwork((state) => state.doing);
  const playing = useNetwork((state) => state.playing);
  const nowNs = useNetwork(({ view }) => view?.nowNs ?? 0);
  const error = useNetwork((state) => state.error);
  return (
    <PacedClock
      id="network"
      lab={lab}
      nowNs={nowNs}
      ready={status === "ready"}
      playing={playing}
      error={error}
      busyWith={doing}
    >
      <Button off={status === "busy"} onClick={onBuild} data-testid="build-again">
        Build it anew
      </Button>
    </PacedClock>
  );
}
