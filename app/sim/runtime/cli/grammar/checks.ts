/** Values that are refused while flags are read, by flag or by type of value. */
import { parseMount } from "../values/mounts";
import {
  checkFilter,
  checkHost,
  checkLabel,
  checkSysctl,
  checkVariable,
  parseUlimit,
} from "../values/settings";
import { parseBytes, parseCpus, parseDuration, parseSwap, problemOf } from "../values/sizes";
import type { ValueCheck } from "./parse-flags";

const STREAMS = ["stdin", "stdout", "stderr"];

export const CHECKS: Readonly<Record<string, ValueCheck>> = {
  "<bytes>": problemOf(parseBytes),
  "memory-swap": problemOf(parseSwap),
  "<decimal>": problemOf(parseCpus),
  "<duration>": (text) =>
    parseDuration(text) === undefined ? `time: invalid duration ${JSON.stringify(text)}` : undefined,
  "<filter>": problemOf(checkFilter),
  "<mount>": problemOf(parseMount),
  "<ulimit>": problemOf(parseUlimit),
  env: problemOf(checkVariable),
  label: problemOf(checkLabel),
  "add-host": problemOf(checkHost),
  sysctl: problemOf(checkSysctl),
  attach: (text) =>
    text === "true" || text === "false" || STREAMS.includes(text.toLowerCase())
      ? undefined
      : "valid streams are STDIN, STDOUT and STDERR",
};
