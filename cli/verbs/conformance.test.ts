import { expect, it } from "vitest";
import { conformance } from "./conformance";

it.each([
  [["--area", "nosuch"], /--area nosuch: areas are .*overlay/],
  [["--script", "pid/nosuch.sh"], /--script pid\/nosuch\.sh: not in the corpus; .* --file/],
  [["--file", "/nosuch.sh"], /nosuch\.sh/],
  [["--sample", "0"], /--sample 0: a whole number from 1/],
  [["--record", "--recorded"], /no --recorded/],
  [["pid"], /named with --script or --file/],
  [["--nonsense"], /Options here: --area/],
])("%j is bad usage", async (args, message) => {
  await expect(conformance.run(args)).rejects.toThrow(message);
});
