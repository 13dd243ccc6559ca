import { expect, test } from "vitest";
import { containerSetup } from "@/app/container/lab/setup";
import { readAddress } from "../setup/address";
import { setups } from ".";

test.each(setups.map((one) => [one.id, one] as const))("%s can be set up and goes by its name", (id, one) => {
  expect(containerSetup.safeParse(one.setup).success).toBe(true);
  expect(readAddress(`?setup=${id}`)).toEqual({ chosen: one, notice: undefined });
});

test("an unknown name is said, and the first stands", () => {
  const { chosen, notice } = readAddress("?setup=nope");
  expect(chosen).toBe(setups[0]);
  expect(notice).toMatch(/setup=nope.*half-way/);
  expect(readAddress("")).toEqual({ chosen: setups[0], notice: undefined });
});
