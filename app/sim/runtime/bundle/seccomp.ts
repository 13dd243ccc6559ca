/** A seccomp section of config.json as the kernel takes it. */
import type { SeccompAction, SeccompProfile } from "../../kernel/abi/sys";
import type { SeccompConfig } from "./config-schema";

const EPERM = 1;

/** Rules that look at arguments are left out: a filter here sees the call's name only. */
export function seccompProfile(config: SeccompConfig): SeccompProfile {
  return {
    defaultAction: actionOf(config.defaultAction, config.defaultErrnoRet),
    rules: (config.syscalls ?? [])
      .filter(({ args }) => args === undefined || args.length === 0)
      .map(({ names, action, errnoRet }) => ({ names, action: actionOf(action, errnoRet) })),
  };
}

function actionOf(action: SeccompConfig["defaultAction"], errno = EPERM): SeccompAction {
  switch (action) {
    case "SCMP_ACT_ALLOW":
    case "SCMP_ACT_LOG":
      return { kind: "allow" };
    case "SCMP_ACT_ERRNO":
    case "SCMP_ACT_TRACE":
      return { kind: "errno", errno };
    default:
      return { kind: "kill" };
  }
}
