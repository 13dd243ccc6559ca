import fc from "fast-check";
import { deflateSync, gunzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { runScript } from "@/app/container/run-script";
import { inflate } from "./inflate";
import { changesOf, matchLines } from "./line-matching";
import { isLeftOut, unsafePrefix } from "./member-names";
import { decodeHeader, encodeHeader } from "./tar-header";

function run(script: string): { out: string; status: number | null } {
  const result = runScript(`exec 2>&1; cd /tmp\n${script}`, { seed: 1, timeoutVirtualMs: 10_000 });
  expect(result.faults).toEqual([]);
  return { out: Buffer.from(result.stdout).toString("latin1"), status: result.status };
}

describe("inflate", () => {
  it("gives back what was deflated, and where it ended", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 0, max: 9 }), (data, level) => {
        const packed = deflateSync(data, { level: level as 6 });
        const result = inflate(packed);
        expect([...result.data]).toEqual([...data]);
        expect(result).toMatchObject({ end: packed.length, problem: undefined });
      }),
    );
  });

  it("ends on whatever it is given", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
        expect(inflate(data).end).toBeLessThanOrEqual(data.length);
      }),
    );
  });
});

describe("matching of lines", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 });

  it("turns one file into the other", () => {
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const out: string[] = [];
        let at = 1;
        for (const { from, to } of changesOf(matchLines(a, b, false), a.length)) {
          out.push(...a.slice(at - 1, from[0] - 1), ...b.slice(to[0] - 1, to[1]));
          at = from[1] + 1;
        }
        out.push(...a.slice(at - 1));
        expect(out).toEqual(b);
      }),
    );
  });
});

describe("tar headers", () => {
  it("are read as they were written", () => {
    const entry = {
      name: "d/file",
      mode: 0o100640,
      uid: 1000,
      gid: 7,
      size: 12345,
      mtimeSeconds: 1_700_000_000,
      link: undefined,
      hard: false,
      user: "user",
      group: "root",
      major: 0,
      minor: 0,
    };
    const block = String.fromCharCode(...encodeHeader(entry));
    expect(decodeHeader(block)).toEqual({ kind: "entry", type: "0", entry });
    expect(decodeHeader(`X${block.slice(1)}`)).toEqual({ kind: "bad checksum" });
  });

  it("of any bytes are read without harm", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 512, maxLength: 512 }), (bytes) => {
        expect(decodeHeader(String.fromCharCode(...bytes)).kind).not.toBe("entry");
      }),
    );
  });

  it("have safe names", () => {
    expect(["/a", "../a", "a/../b", "a"].map(unsafePrefix)).toEqual([1, 3, 5, 0]);
    expect(isLeftOut("d/s/b", ["s"])).toBe(true);
    expect(isLeftOut("d/sb", ["s"])).toBe(false);
  });
});

describe("archives in scripts", () => {
  it("tar packs, lists and unpacks", () => {
    const { out } = run(`mkdir -p d/e o; echo x > d/e/f; ln -s e d/l; tar czf t.tgz d /tmp/d/e/f
tar tzf t.tgz | sort; tar xf t.tgz -C o; cat o/d/e/f o/tmp/d/e/f; readlink o/d/l; tar xf none; echo $?`);
    expect(out).toBe(
      "tar: removing leading '/' from member names\nd/\nd/e/\nd/e/f\nd/l\ntmp/d/e/f\nx\nx\ne\n" +
        "tar: can't open 'none': No such file or directory\n1\n",
    );
  });

  it("gzip's output is gzip, and damage is told", () => {
    const { out } = run("printf hello | gzip -c");
    expect(Buffer.from(gunzipSync(Buffer.from(out, "latin1"))).toString()).toBe("hello");
    expect(run("echo no | gunzip; echo $?; seq 99 | gzip | head -c 50 | gunzip > /dev/null").out).toBe(
      "gunzip: invalid magic\n1\ngunzip: unexpected end of file\n",
    );
  });

  it("cpio brings hard links and directories", () => {
    const { out } =
      run(`mkdir d o; echo 1 > d/a; ln d/a d/b; find d | cpio -o -H newc > x; cd o; cpio -id < ../x
cat d/b; stat -c %h d/a`);
    expect(out).toBe("1 blocks\n1\n2\n");
  });
});

describe("differences in scripts", () => {
  it("patch applies what diff says, and takes it back", () => {
    const { out } = run(`seq 20 > f; sed '3d;15s/$/x/' f > g; cp f h; diff -u f g > p; patch f p; cmp f g
patch -R f p; cmp f h; patch -R f p >/dev/null 2>&1; echo $?`);
    expect(out).toBe("patching file f\npatching file f\n1\n");
  });

  it("diff compares directories", () => {
    expect(run("mkdir a b; echo 1 > a/x; echo 1 > b/x; echo 2 > b/y; diff -r a b; echo $?").out).toBe(
      "Only in b: y\n1\n",
    );
  });
});

describe("dumps and other small programs", () => {
  it("xxd, uuencode and hexdump -e", () => {
    expect(run("printf 'AB\\n' | xxd; printf 'AB' | xxd -p | xxd -r -p; printf ab | uuencode n").out).toBe(
      `00000000: 4142 0a                                  AB.\nABbegin 644 n\n"86(\`\n\`\nend\n`,
    );
    expect(run(`printf abcdef | hexdump -v -e '4/1 "%02x " "\\n"'`).out).toBe("61 62 63 64\n65 66      \n");
  });

  it("time reports and keeps the status; cal knows 1752", () => {
    expect(run("time -p sh -c 'exit 3' | cat; time sh -c 'exit 3' 2>/dev/null; echo $?").out).toMatch(
      /exited with non-zero status 3\nreal [\d.]+\nuser [\d.]+\nsys [\d.]+\n3\n$/,
    );
    expect(run("cal 9 1752 | sed -n 3p").out).toBe("       1  2 14 15 16\n");
  });
});
