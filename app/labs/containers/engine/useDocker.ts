import { useCallback, useState } from "react";
import { ImageError } from "@/app/guest/images/store";
import { useAttempt } from "../../host/useAttempt";
import { useContainerLabApi } from "../containerStore";

/** Gives commands to the machine's own docker; what it refuses is kept in its words until the next try. */
export function useDocker(where: string) {
  const lab = useContainerLabApi();
  const { attempt, problem } = useAttempt(where);
  const [running, run] = useState(false);
  const docker = useCallback(
    async (command: string, before?: () => Promise<void>): Promise<boolean> => {
      run(true);
      const done = await attempt(async () => {
        await before?.();
        const { status, stderr, stdout } = await lab.exec(command);
        if (status === 0) return;
        const said = stderr.trim() || stdout.trim();
        const what = status === undefined ? "It did not end in a minute of virtual time" : said;
        throw new ImageError(
          what === "" ? `It ended with status ${status}` : what,
          command,
          "Nothing else was changed. Type the command in the terminal to look into it.",
        );
      });
      run(false);
      return done;
    },
    [attempt, lab],
  );
  return { docker, problem, running };
}
