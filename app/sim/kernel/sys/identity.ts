/** Calls about who a task is: ids, groups, capabilities, no_new_privs, seccomp. */
import type { Call } from "../abi/call";
import { fail } from "../abi/errno";
import { CAPABILITIES } from "../abi/flags";
import type { CapabilitySets, SeccompProfile } from "../abi/sys";
import { type Credentials, SECBIT } from "../process/credentials";
import {
  dropBounding,
  setAmbient,
  setCapabilities,
  setGid,
  setResGid,
  setResUid,
  setUid,
} from "../process/privileges";
import { ProcessCalls } from "./processes";

type Triple = readonly [real: number, effective: number, saved: number];

export abstract class IdentityCalls extends ProcessCalls {
  private become(change: (creds: Credentials) => Credentials): void {
    this.task.creds = change(this.task.creds);
  }

  /** A kernel id from one of the caller's namespace; -1 stays. @throws SysError EINVAL where it is not mapped */
  private uidIn(uid: number): number {
    if (uid === -1) return -1;
    return this.task.creds.userNs.toKernelUid(uid) ?? fail("EINVAL");
  }

  private gidIn(gid: number): number {
    if (gid === -1) return -1;
    return this.task.creds.userNs.toKernelGid(gid) ?? fail("EINVAL");
  }

  getresuid(): Call<Triple> {
    return this.call("getresuid32", () => {
      const { uid, euid, suid, userNs } = this.task.creds;
      return [userNs.fromKernelUid(uid), userNs.fromKernelUid(euid), userNs.fromKernelUid(suid)] as const;
    });
  }

  getresgid(): Call<Triple> {
    return this.call("getresgid32", () => {
      const { gid, egid, sgid, userNs } = this.task.creds;
      return [userNs.fromKernelGid(gid), userNs.fromKernelGid(egid), userNs.fromKernelGid(sgid)] as const;
    });
  }

  setresuid(real: number, effective: number, saved: number): Call<void> {
    return this.call("setresuid32", () =>
      this.become((creds) => setResUid(creds, [this.uidIn(real), this.uidIn(effective), this.uidIn(saved)])),
    );
  }

  setresgid(real: number, effective: number, saved: number): Call<void> {
    return this.call("setresgid32", () =>
      this.become((creds) => setResGid(creds, [this.gidIn(real), this.gidIn(effective), this.gidIn(saved)])),
    );
  }

  setuid(uid: number): Call<void> {
    return this.call("setuid32", () => this.become((creds) => setUid(creds, this.uidIn(uid))));
  }

  setgid(gid: number): Call<void> {
    return this.call("setgid32", () => this.become((creds) => setGid(creds, this.gidIn(gid))));
  }

  getgroups(): Call<readonly number[]> {
    return this.call("getgroups32", () => {
      const { groups, userNs } = this.task.creds;
      return groups.map((gid) => userNs.fromKernelGid(gid));
    });
  }

  setgroups(groups: readonly number[]): Call<void> {
    return this.call("setgroups32", () => {
      const { userNs } = this.task.creds;
      if (userNs.gidMap === undefined || userNs.setgroups === "deny") fail("EPERM");
      this.task.require("SETGID", userNs);
      const kernelIds = groups.map((gid) => this.gidIn(gid)).sort((a, b) => a - b);
      this.become((creds) => ({ ...creds, groups: kernelIds }));
    });
  }

  capget(): Call<CapabilitySets> {
    return this.call("capget", () => {
      const { effective, permitted, inheritable, bounding, ambient } = this.task.creds;
      return { effective, permitted, inheritable, bounding, ambient };
    });
  }

  capset(sets: Pick<CapabilitySets, "effective" | "permitted" | "inheritable">): Call<void> {
    return this.call("capset", () => this.become((creds) => setCapabilities(creds, sets)));
  }

  /** The bit of a capability's number. @throws SysError EINVAL */
  private bit(capability: number): bigint {
    if (!Number.isInteger(capability) || CAPABILITIES[capability] === undefined) fail("EINVAL");
    return 1n << BigInt(capability);
  }

  dropBounding(capability: number): Call<void> {
    return this.call("prctl", () => this.become((creds) => dropBounding(creds, this.bit(capability))));
  }

  ambient(how: "raise" | "lower" | "clear", capability: number): Call<void> {
    return this.call("prctl", () =>
      this.become((creds) => setAmbient(creds, how, how === "clear" ? 0n : this.bit(capability))),
    );
  }

  getSecurebits(): Call<number> {
    return this.call("prctl", () => this.task.creds.securebits);
  }

  setSecurebits(bits: number): Call<void> {
    return this.call("prctl", () => {
      this.task.require("SETPCAP", this.task.creds.userNs);
      this.become((creds) => ({ ...creds, securebits: bits }));
    });
  }

  setKeepCaps(on: boolean): Call<void> {
    return this.call("prctl", () =>
      this.become((creds) => ({
        ...creds,
        securebits: on ? creds.securebits | SECBIT.KEEP_CAPS : creds.securebits & ~SECBIT.KEEP_CAPS,
      })),
    );
  }

  getNoNewPrivs(): Call<boolean> {
    return this.call("prctl", () => this.task.creds.noNewPrivs);
  }

  setNoNewPrivs(): Call<void> {
    return this.call("prctl", () => this.become((creds) => ({ ...creds, noNewPrivs: true })));
  }

  seccomp(profile: SeccompProfile): Call<void> {
    return this.call("seccomp", () => {
      const { creds } = this.task;
      if (!creds.noNewPrivs && !this.task.capable("SYS_ADMIN", creds.userNs)) fail("EACCES");
      this.task.seccomp = [...this.task.seccomp, profile];
    });
  }
}
