import fc from "fast-check";
import { expect, test } from "vitest";
import { exitMeaning, fileNameOf, portText, quoted, startsText, statusText } from "./words";

test.each([
  [0, false, /ended well/],
  [137, true, /memory\.max/],
  [137, false, /SIGKILL/],
  [143, false, /SIGTERM/],
  [127, false, /not found/],
  [126, false, /could not be run/],
  [125, false, /engine/],
  [3, false, /own exit code/],
  [0, true, /killed for memory/],
] as const)("exit code %i, killed for memory %s", (code, oom, words) =>
  expect(exitMeaning(code, oom)).toMatch(words),
);

test("only an ended container has an exit code", () => {
  expect(statusText({ status: "running", exitCode: 0, oomKilled: false })).toBe("running");
  expect(statusText({ status: "exited", exitCode: 137, oomKilled: true })).toMatch(/^exited \(137\): /);
});

test("ports and commands as they are written", () => {
  expect(portText({ protocol: "tcp", hostAddress: "", hostPort: 8080, containerPort: 80 })).toBe(
    "0.0.0.0:8080 → 80/tcp",
  );
  const config = { entrypoint: ["httpd"], cmd: ["-f"] };
  expect(startsText({ config: { ...bare, ...config } })).toBe("httpd -f");
  expect(startsText({ config: { ...bare } })).toMatch(/must be given/);
});

const bare = {
  entrypoint: undefined,
  cmd: undefined,
  env: [],
  workingDir: "",
  user: "",
  exposedPorts: [],
  volumes: [],
  labels: {},
  stopSignal: "",
};

test("a file's name cannot leave its directory or mean an option", () => {
  expect(fileNameOf("../../etc/passwd")).toBe("passwd");
  expect(fileNameOf("-rf x.tar")).toBe("rf_x.tar");
  expect(fileNameOf("…")).toBe("_");
  expect(fileNameOf("/")).toBe("image.tar");
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (name) => {
      expect(fileNameOf(name)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
    }),
  );
});

test("quoted words are one word", () => {
  expect(quoted("it's")).toBe("'it'\\''s'");
});
