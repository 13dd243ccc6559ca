import { describe, expect, it } from "vitest";
import { portsText } from "./ports-text";
import { alignColumns } from "./table";
import { binarySize, ellipsis, humanDuration, humanSize } from "./units";

describe("Docker's ways to write numbers", () => {
  it.each([
    [0, "0B"],
    [12, "12B"],
    [1234, "1.234kB"],
    [4_261_234, "4.261MB"],
    [13_256, "13.26kB"],
    [999_999, "1000kB"],
    [5e9, "5GB"],
  ])("size %d", (bytes, text) => {
    expect(humanSize(bytes)).toBe(text);
  });

  it("has three digits where tables are narrow, and powers of 1024 for memory", () => {
    expect(humanSize(4_261_234, 3)).toBe("4.26MB");
    expect(humanSize(999_999, 3)).toBe("1e+03kB");
    expect(binarySize(1_234_567)).toBe("1.177MiB");
    expect(binarySize(33_554_432)).toBe("32MiB");
  });

  it.each([
    [0.5, "Less than a second"],
    [1, "1 second"],
    [59, "59 seconds"],
    [60, "About a minute"],
    [125, "2 minutes"],
    [3700, "About an hour"],
    [7200, "2 hours"],
    [86400 * 3, "3 days"],
    [86400 * 40, "5 weeks"],
    [86400 * 100, "3 months"],
    [86400 * 800, "2 years"],
  ])("span %d", (seconds, text) => {
    expect(humanDuration(seconds)).toBe(text);
  });

  it("cuts at runes, not bytes", () => {
    expect(ellipsis("\xc3\xa4bcd", 3)).toBe("\xc3\xa4b\xe2\x80\xa6");
    expect(ellipsis("\xc3\xa4bc", 3)).toBe("\xc3\xa4bc");
  });
});

describe("columns", () => {
  it("are ten wide at least, three apart, and the last is not padded", () => {
    expect(alignColumns(["TAG\tIMAGE\tSIZE", "latest\ta-longer-name\t1B"])).toBe(
      "TAG       IMAGE           SIZE\nlatest    a-longer-name   1B\n",
    );
  });
});

describe("ports", () => {
  const port = (
    containerPort: number,
    hostPort: number,
    protocol = "tcp",
    hostAddress = hostPort === 0 ? "" : "0.0.0.0",
  ) => ({
    containerPort,
    hostPort,
    protocol,
    hostAddress,
  });
  it("are joined where they are neighbours", () => {
    expect(portsText([port(81, 0), port(80, 0), port(82, 0), port(53, 0, "udp")])).toBe("53/udp, 80-82/tcp");
    expect(portsText([port(80, 80), port(81, 81)])).toBe("0.0.0.0:80-81->80-81/tcp");
    expect(portsText([port(80, 8080), port(443, 0), port(90, 9000, "tcp", "127.0.0.1")])).toBe(
      "443/tcp, 0.0.0.0:8080->80/tcp, 127.0.0.1:9000->90/tcp",
    );
  });
});
