/** The user of a process, as Docker's USER and --user name one: name or number, with or without a group. */
import type { Call } from "../../kernel/abi/call";
import type { Sys } from "../../kernel/abi/sys";
import { readText, unless, within } from "./file-work";
import { StartFailure } from "./find-program";

export interface User {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly home: string;
}

function* textOf(sys: Sys, root: string, file: string): Call<string> {
  const path = yield* within(sys, root, file);
  return (yield* unless(readText(sys, path), "ENOENT", "ENOTDIR", "EISDIR")) ?? "";
}

const fields = (text: string): readonly (readonly string[])[] =>
  text.split("\n").map((line) => line.split(":"));

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;

/** Looks into /etc/passwd and /etc/group below `root`. @throws StartFailure in runc's words */
export function* findUser(sys: Sys, root: string, text: string): Call<User> {
  return pickUser(text, yield* textOf(sys, root, "/etc/passwd"), yield* textOf(sys, root, "/etc/group"));
}

/** As findUser, with the texts of the two files. @throws StartFailure */
export function pickUser(text: string, passwdText: string, groupFile: string): User {
  const [userText = "", groupText = ""] = text.split(":");
  const passwd = fields(passwdText);
  const wanted = userText === "" ? "0" : userText;
  const uid = number(wanted);
  const entry =
    passwd.find(([name]) => name === wanted && name !== "") ??
    passwd.find((line) => uid !== undefined && number(line[2]) === uid && line.length >= 4);
  if (entry === undefined && uid === undefined)
    throw new StartFailure(`unable to find user ${wanted}: no matching entries in passwd file`);
  const group = fields(groupFile);
  let gid = number(entry?.[3]) ?? 0;
  if (groupText !== "") {
    const found = group.find(([name]) => name === groupText);
    const asked = number(found?.[2]) ?? number(groupText);
    if (asked === undefined)
      throw new StartFailure(`unable to find group ${groupText}: no matching entries in group file`);
    gid = asked;
  }
  const name = entry?.[0];
  const groups =
    groupText !== "" || name === undefined
      ? []
      : group
          .filter((line) => (line[3] ?? "").split(",").includes(name))
          .flatMap((line) => number(line[2]) ?? []);
  // The group itself is among them, as login would have it (CVE-2022-36109).
  return {
    uid: number(entry?.[2]) ?? uid ?? 0,
    gid,
    groups: [...new Set([gid, ...groups])],
    home: entry?.[5] || "/",
  };
}
