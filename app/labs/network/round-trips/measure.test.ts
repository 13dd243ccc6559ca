import { expect, it } from "vitest";
import { readPing } from "./measure";

it("reads what ping says at its end, and that nothing came back", () => {
  const head =
    "PING 172.17.0.2 (172.17.0.2): 56 data bytes\n64 bytes from 172.17.0.2: seq=0 ttl=63 time=0.472 ms\n";
  expect(
    readPing(
      `${head}\n--- 172.17.0.2 ping statistics ---\n3 packets transmitted, 2 packets received, 33% packet loss\nround-trip min/avg/max = 0.250/0.326/0.472 ms\n`,
    ),
  ).toEqual({ fastestMs: 0.25, averageMs: 0.326, received: 2 });
  expect(readPing("3 packets transmitted, 0 packets received, 100% packet loss\n")).toBeUndefined();
});
