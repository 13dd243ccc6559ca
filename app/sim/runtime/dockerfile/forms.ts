/** The two forms of arguments: a JSON array of strings, or text. */
import { bytesOf } from "../image/bytes";
import { ImageError } from "../image/errors";
import { type Json, parseJson } from "../image/json";
import { DockerfileError } from "./dockerfile-error";
import type { CommandLine } from "./instructions";

/** The strings of a JSON array; undefined if the text is no JSON array, which makes it the other form. */
export function jsonWords(text: string, line: number): readonly string[] | undefined {
  if (!text.startsWith("[")) return undefined;
  let read: Json;
  try {
    read = parseJson(bytesOf(text), "", text.length);
  } catch (error) {
    if (error instanceof ImageError) return undefined;
    throw error;
  }
  if (!Array.isArray(read)) return undefined;
  return read.map((item) => {
    if (typeof item !== "string") throw new DockerfileError(line, "only string type is allowed in JSON form");
    return item;
  });
}

export function commandLine(text: string, line: number): CommandLine {
  const args = jsonWords(text, line);
  if (args !== undefined) return { form: "exec", args };
  return text === "" ? { form: "exec", args: [] } : { form: "shell", text };
}

/** For VOLUME, COPY and ADD: JSON, or words at blanks (quotes do not join them; a name with blanks needs JSON). */
export const wordsOrJson = (text: string, line: number): readonly string[] =>
  jsonWords(text, line) ?? text.split(/\s+/).filter((word) => word !== "");
