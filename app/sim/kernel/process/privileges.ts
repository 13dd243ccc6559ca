/** How credentials change: set*id calls, capabilities, and execve. Rules of capabilities(7) and credentials(7). */
import { SysError } from "../abi/errno";
import { capabilityBit } from "../abi/flags";
import { type Credentials, capableIn, SECBIT } from "./credentials";

type Triple = readonly [real: number, effective: number, saved: number];

/** setresuid with kernel ids; -1 leaves one. @throws SysError EPERM */
export function setResUid(creds: Credentials, [real, effective, saved]: Triple): Credentials {
  const mine = [creds.uid, creds.euid, creds.suid];
  if (!capableIn(creds, creds.userNs, "SETUID"))
    for (const id of [real, effective, saved])
      if (id !== -1 && !mine.includes(id)) throw new SysError("EPERM");
  const next: Credentials = {
    ...creds,
    uid: real === -1 ? creds.uid : real,
    euid: effective === -1 ? creds.euid : effective,
    suid: saved === -1 ? creds.suid : saved,
    fsuid: effective === -1 ? creds.euid : effective,
  };
  return (creds.securebits & SECBIT.NO_SETUID_FIXUP) === 0 ? fixUp(creds, next) : next;
}

/** What leaving and becoming root does to capabilities. */
function fixUp(old: Credentials, next: Credentials): Credentials {
  const root = old.userNs.toKernelUid(0);
  let { effective, permitted, ambient } = next;
  const wasRoot = [old.uid, old.euid, old.suid].includes(root ?? -1);
  const isRoot = [next.uid, next.euid, next.suid].includes(root ?? -1);
  if (wasRoot && !isRoot) {
    if ((old.securebits & SECBIT.KEEP_CAPS) === 0) {
      permitted = 0n;
      effective = 0n;
    }
    ambient = 0n;
  }
  if (old.euid === root && next.euid !== root) effective = 0n;
  if (old.euid !== root && next.euid === root) effective = permitted;
  return { ...next, effective, permitted, ambient };
}

/** setuid(2): all three with CAP_SETUID, else only the effective one, to one of one's own. */
export function setUid(creds: Credentials, uid: number): Credentials {
  if (capableIn(creds, creds.userNs, "SETUID")) return setResUid(creds, [uid, uid, uid]);
  if (uid !== creds.uid && uid !== creds.suid) throw new SysError("EPERM");
  return setResUid(creds, [-1, uid, -1]);
}

/** setresgid with kernel ids. @throws SysError EPERM */
export function setResGid(creds: Credentials, [real, effective, saved]: Triple): Credentials {
  const mine = [creds.gid, creds.egid, creds.sgid];
  if (!capableIn(creds, creds.userNs, "SETGID"))
    for (const id of [real, effective, saved])
      if (id !== -1 && !mine.includes(id)) throw new SysError("EPERM");
  return {
    ...creds,
    gid: real === -1 ? creds.gid : real,
    egid: effective === -1 ? creds.egid : effective,
    sgid: saved === -1 ? creds.sgid : saved,
    fsgid: effective === -1 ? creds.egid : effective,
  };
}

export function setGid(creds: Credentials, gid: number): Credentials {
  if (capableIn(creds, creds.userNs, "SETGID")) return setResGid(creds, [gid, gid, gid]);
  if (gid !== creds.gid && gid !== creds.sgid) throw new SysError("EPERM");
  return setResGid(creds, [-1, gid, -1]);
}

/** capset(2). @throws SysError EPERM */
export function setCapabilities(
  creds: Credentials,
  sets: Pick<Credentials, "effective" | "permitted" | "inheritable">,
): Credentials {
  const { effective, permitted, inheritable } = sets;
  const beyond = (set: bigint, allowed: bigint) => (set & ~allowed) !== 0n;
  if (beyond(permitted, creds.permitted)) throw new SysError("EPERM");
  if (beyond(effective, permitted)) throw new SysError("EPERM");
  const mayAdd = capableIn(creds, creds.userNs, "SETPCAP");
  if (!mayAdd && beyond(inheritable, creds.inheritable | creds.permitted)) throw new SysError("EPERM");
  if (beyond(inheritable, creds.inheritable | creds.bounding)) throw new SysError("EPERM");
  return { ...creds, effective, permitted, inheritable, ambient: creds.ambient & permitted & inheritable };
}

/** What an executable asks for. Ids are kernel ids; undefined where the bit does not count (nosuid, no_new_privs, not mapped). */
export interface ExecFile {
  readonly setUid: number | undefined;
  readonly setGid: number | undefined;
}

/** Credentials after execve. */
export function afterExec(creds: Credentials, file: ExecFile): Credentials {
  const euid = file.setUid ?? creds.euid;
  const egid = file.setGid ?? creds.egid;
  const root = creds.userNs.toKernelUid(0);
  const changed = euid !== creds.euid || egid !== creds.egid;
  const ambient = changed ? 0n : creds.ambient;
  let permitted = ambient;
  let effective = ambient;
  if ((creds.securebits & SECBIT.NOROOT) === 0) {
    if (euid === root || creds.uid === root) permitted = creds.inheritable | creds.bounding;
    if (euid === root) effective = permitted;
    else if (creds.uid === root) effective = ambient;
  }
  return {
    ...creds,
    euid,
    suid: euid,
    fsuid: euid,
    egid,
    sgid: egid,
    fsgid: egid,
    permitted,
    effective,
    ambient,
    securebits: creds.securebits & ~SECBIT.KEEP_CAPS,
  };
}

/** PR_CAPBSET_DROP. @throws SysError EPERM, EINVAL */
export function dropBounding(creds: Credentials, capability: bigint): Credentials {
  if (!capableIn(creds, creds.userNs, "SETPCAP")) throw new SysError("EPERM");
  return { ...creds, bounding: creds.bounding & ~capability };
}

/** PR_CAP_AMBIENT. @throws SysError EPERM */
export function setAmbient(creds: Credentials, how: "raise" | "lower" | "clear", bit: bigint): Credentials {
  if (how === "clear") return { ...creds, ambient: 0n };
  if (how === "lower") return { ...creds, ambient: creds.ambient & ~bit };
  const allowed = creds.permitted & creds.inheritable & bit;
  if (allowed === 0n || (creds.securebits & SECBIT.NO_CAP_AMBIENT_RAISE) !== 0) throw new SysError("EPERM");
  return { ...creds, ambient: creds.ambient | bit };
}

/** All capabilities, as whoever makes a user namespace gets inside it. */
export function inNewUserNamespace(creds: Credentials, userNs: Credentials["userNs"]): Credentials {
  const all = (capabilityBit("CHECKPOINT_RESTORE") << 1n) - 1n;
  return {
    ...creds,
    userNs,
    effective: all,
    permitted: all,
    inheritable: 0n,
    bounding: all,
    ambient: 0n,
    securebits: 0,
  };
}
