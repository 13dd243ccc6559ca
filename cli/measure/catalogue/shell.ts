/** The shell's own work and its programs': bodies of a loop, the bare loop taken off. */
import { difference, type Measurement, type ScriptMeasurement } from "../measurement";

/** Whole turns of the loop; each result below takes the bare loop off. */
const bodies: Readonly<Record<string, readonly [label: string, body: string, prelude?: string]>> = {
  colon: ["the builtin :", ":"],
  "colon.two": ["the builtin :, twice", ":; :"],
  assign: ["an assignment", "a=b"],
  expand: [": with one variable", ": $v", "v=word"],
  "expand.three": [": with three variables", ": $v $v $v", "v=word"],
  arithmetic: [": with one arithmetic expansion", ": $((i + 1))"],
  test: ["[ of two words", "[ $i = 5 ]"],
  "test.number": ["[ -lt", "[ $i -lt 5 ]"],
  case: ["case with three patterns", "case $i in a) ;; b) ;; *) ;; esac"],
  if: ["if with :", "if :; then :; fi"],
  function: ["a function that does :", "f", "f() { :; }"],
  echo: ["echo of a word to a file that is open", "echo word"],
  redirect: [": with output to /dev/null", ": >/dev/null"],
  heredoc: ["a here-document", ": <<E\nword\nE"],
  subshell: ["a subshell", "( : )"],
  substitution: ["command substitution of :", ": $(:)"],
  pipeline: ["a pipeline of two builtins", ": | :"],
  background: ["a background builtin and wait", ": & wait $!"],
  trap: ["kill of the shell itself, with a trap", "kill -USR1 $$", "trap : USR1"],
  true: ["/bin/true", "/bin/true"],
  sh: ["sh -c :", "sh -c :"],
  cat: ["cat of a short file", "cat /etc/hosts"],
  ls0: ["ls of an empty directory", "ls /tmp/e", "mkdir /tmp/e"],
  ls100: ["ls of 100 names", "ls /tmp/e", "mkdir /tmp/e; for k in $(seq 100); do : >/tmp/e/$k; done"],
  "ls.l100": [
    "ls -l of 100 names",
    "ls -l /tmp/e",
    "mkdir /tmp/e; for k in $(seq 100); do : >/tmp/e/$k; done",
  ],
  ps: ["ps", "ps"],
  mount: ["mount, which lists", "mount"],
  hostname: ["hostname", "hostname"],
  id: ["id", "id"],
  mkdir: ["mkdir and rmdir", "mkdir /tmp/x; rmdir /tmp/x"],
  sleep: ["sleep 0.01", "sleep 0.01"],
  unshare: ["unshare --uts true", "unshare --uts /bin/true"],
  nsenter: ["nsenter -t 1 -u true", "nsenter -t 1 -u /bin/true"],
  chroot: ["chroot / true", "chroot / /bin/true"],
  grep1: ["grep in 1 KiB", "grep zz /tmp/t", "seq 1000 | head -c 1024 >/tmp/t"],
  grep5: ["grep in 5 KiB", "grep zz /tmp/t", "seq 9000 | head -c 5120 >/tmp/t"],
  wc1: ["wc of 1 KiB", "wc /tmp/t", "seq 1000 | head -c 1024 >/tmp/t"],
  wc5: ["wc of 5 KiB", "wc /tmp/t", "seq 9000 | head -c 5120 >/tmp/t"],
  sed1: ["sed s of 1 KiB", "sed s/1/2/ /tmp/t", "seq 1000 | head -c 1024 >/tmp/t"],
  sed5: ["sed s of 5 KiB", "sed s/1/2/ /tmp/t", "seq 9000 | head -c 5120 >/tmp/t"],
  sort1: ["sort of 1 KiB", "sort /tmp/t", "seq 1000 | head -c 1024 >/tmp/t"],
  sort5: ["sort of 5 KiB", "sort /tmp/t", "seq 9000 | head -c 5120 >/tmp/t"],
  awk1: ["awk, sum of 1 KiB", "awk '{s+=$1}' /tmp/t", "seq 1000 | head -c 1024 >/tmp/t"],
  awk5: ["awk, sum of 5 KiB", "awk '{s+=$1}' /tmp/t", "seq 9000 | head -c 5120 >/tmp/t"],
  sha1: ["sha256sum of 1 KiB", "sha256sum /tmp/t", "seq 1000 | head -c 1024 >/tmp/t"],
  sha5: ["sha256sum of 5 KiB", "sha256sum /tmp/t", "seq 9000 | head -c 5120 >/tmp/t"],
  "dd.100": ["dd of 100 single bytes", "dd if=/dev/zero of=/dev/null bs=1 count=100 2>/dev/null"],
  "dd.300": ["dd of 300 single bytes", "dd if=/dev/zero of=/dev/null bs=1 count=300 2>/dev/null"],
};

const turn = (id: string): string => `turn.${id}`;
/** Turns of the shortest script: builtins are cheap, and few turns of a program that computes are enough. */
const turnsOf = (id: string, body: string): number =>
  /^(awk|sort|sha|grep|wc|sed)/.test(id) ? 2 : /^(:|a=|\[|case|if|f|echo|kill)/.test(body) ? 40 : 8;

const turns = Object.entries(bodies).map(
  ([id, [label, body, prelude]]): ScriptMeasurement => ({
    kind: "script",
    id: turn(id),
    label: `a turn of the loop with ${label}`,
    body,
    turns: turnsOf(id, body),
    ...(prelude === undefined ? {} : { prelude }),
  }),
);

const own = Object.entries(bodies)
  .filter(([id]) => !id.startsWith("colon"))
  .map(([id, [label]]) => difference(`sh.${id}`, label, turn(id), "sh.loop"));

const perKiB = ["grep", "wc", "sed", "sort", "awk", "sha"].map((id) =>
  difference(
    `${id}.kib`,
    `${bodies[`${id}1`]![0].replace(/ (in|of) 1 KiB/, "")}: each KiB`,
    `sh.${id}5`,
    `sh.${id}1`,
    4,
    "reading it",
  ),
);

export const SHELL: readonly Measurement[] = [
  ...turns,
  difference("sh.colon", "the builtin :, one simple command", turn("colon.two"), turn("colon")),
  difference("sh.loop", "a turn of for i in …, without its body", turn("colon"), "sh.colon"),
  ...own,
  ...perKiB,
  difference("sh.expansion", "expansion of one variable", "sh.expand.three", "sh.expand", 2),
  difference("sh.arithmetic.expansion", "one arithmetic expansion", "sh.arithmetic", "sh.colon"),
  difference("sh.word", "echo, beyond :", "sh.echo", "sh.colon", 1, "its write"),
  difference("ls.name", "ls: each name", "sh.ls100", "sh.ls0", 100, "its lstat and its line"),
  difference("ls.l.name", "ls -l: each name beyond ls", "sh.ls.l100", "sh.ls100", 100),
  difference("dd.pair", "dd: one read and one write of 1 byte", "sh.dd.300", "sh.dd.100", 200),
];
