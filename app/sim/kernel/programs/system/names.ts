/** /etc/passwd and /etc/group, read at once and asked by number or name. */
import type { Call } from "../../abi/call";
import type { Sys } from "../../abi/sys";
import { Accounts, type Group, type User } from "../lib/users";

export class Users {
  private constructor(
    private readonly users: readonly User[],
    private readonly groups: readonly Group[],
  ) {}

  static *read(sys: Sys): Call<Users> {
    const accounts = new Accounts(sys);
    return new Users(yield* accounts.allUsers(), yield* accounts.allGroups());
  }

  byUid(uid: number): User | undefined {
    return this.users.find((user) => user.uid === uid);
  }

  byName(name: string): User | undefined {
    return this.users.find((user) => user.name === name);
  }

  groupByGid(gid: number): Group | undefined {
    return this.groups.find((group) => group.gid === gid);
  }

  groupByName(name: string): Group | undefined {
    return this.groups.find((group) => group.name === name);
  }

  /** The user's own group first. */
  groupsOf({ name, gid }: User): readonly number[] {
    const others = this.groups.filter(({ members }) => members.includes(name)).map((group) => group.gid);
    return [gid, ...others.filter((other) => other !== gid)];
  }
}
