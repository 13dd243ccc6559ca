import { PLAIN_SETUP } from "@/app/container/lab/setup";
import type { BuiltInSetup } from "./index";

export const emptyHost: BuiltInSetup = {
  id: "empty",
  what: "A machine with a shell, the lab’s programs and the lab’s images, and nothing on it. Begin with a worked example or with your own commands.",
  setup: PLAIN_SETUP,
};
