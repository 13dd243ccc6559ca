/** User and group names from /etc/passwd and /etc/group, read once a program. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import type { Sys } from "../../abi/sys";
import { bytesToText } from "./bytes";
import type { Io } from "./io";

export interface User {
  readonly name: string;
  readonly password: string;
  readonly uid: number;
  readonly gid: number;
  readonly gecos: string;
  readonly home: string;
  readonly shell: string;
}

export interface Group {
  readonly name: string;
  readonly password: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** A whole file as text; undefined if it cannot be read. */
export function* readTextFile(sys: Sys, path: string): Call<string | undefined> {
  let fd: number;
  try {
    fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
  let text = "";
  try {
    for (;;) {
      const bytes = yield* sys.read(fd, 4096);
      if (bytes.length === 0) break;
      text += bytesToText(bytes);
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
  yield* sys.close(fd);
  return text;
}

function id(text: string | undefined): number {
  return text !== undefined && /^[0-9]+$/.test(text) ? Number(text) : -1;
}

/** A number of 32 bits; greater ones are taken for names. */
export const isId = (text: string): boolean => /^[0-9]+$/.test(text) && Number(text) <= 0xffffffff;

/** The number as chown takes it: 0xffffffff is -1, "leave it". */
export const ownerId = (text: string): number => Number(text) | (Number(text) === 0xffffffff ? -1 : 0);

export class Accounts {
  private users: User[] | undefined;
  private groups: Group[] | undefined;

  constructor(private readonly sys: Sys) {}

  *allUsers(): Call<readonly User[]> {
    if (this.users === undefined) {
      const text = (yield* readTextFile(this.sys, "/etc/passwd")) ?? "";
      this.users = text.split("\n").flatMap((line) => {
        const fields = line.split(":");
        if (line.startsWith("#") || fields.length !== 7) return [];
        const [name, password, uid, gid, gecos, home, shell] = fields;
        return [
          {
            name: name!,
            password: password!,
            uid: id(uid),
            gid: id(gid),
            gecos: gecos!,
            home: home!,
            shell: shell!,
          },
        ];
      });
    }
    return this.users;
  }

  *allGroups(): Call<readonly Group[]> {
    if (this.groups === undefined) {
      const text = (yield* readTextFile(this.sys, "/etc/group")) ?? "";
      this.groups = text.split("\n").flatMap((line) => {
        const [name, password, gid, members] = line.split(":");
        if (line.startsWith("#") || gid === undefined) return [];
        return [
          {
            name: name!,
            password: password!,
            gid: id(gid),
            members: (members ?? "").split(",").filter((m) => m !== ""),
          },
        ];
      });
    }
    return this.groups;
  }

  *userById(uid: number): Call<User | undefined> {
    return (yield* this.allUsers()).find((user) => user.uid === uid);
  }

  *userByName(name: string): Call<User | undefined> {
    return (yield* this.allUsers()).find((user) => user.name === name);
  }

  *groupById(gid: number): Call<Group | undefined> {
    return (yield* this.allGroups()).find((group) => group.gid === gid);
  }

  *groupByName(name: string): Call<Group | undefined> {
    return (yield* this.allGroups()).find((group) => group.name === name);
  }

  /** A name or a number; dies with "unknown user x". */
  *uid(io: Io, text: string): Call<number> {
    if (isId(text)) return ownerId(text);
    const user = yield* this.userByName(text);
    return user?.uid ?? (yield* io.die(`unknown user ${text}`));
  }

  *gid(io: Io, text: string): Call<number> {
    if (isId(text)) return ownerId(text);
    const group = yield* this.groupByName(text);
    return group?.gid ?? (yield* io.die(`unknown group ${text}`));
  }
}
