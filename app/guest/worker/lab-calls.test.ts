/** Calls across a boundary that copies: what is asked arrives, and what went wrong can still be acted on. */
import { describe, expect, it } from "vitest";
import { OrderError } from "@/app/sim/host/orders";
import { ImageError } from "../images/store";
import { LabCalls, outcomeOf } from "./lab-calls";

const lab = {
  factor: 2,
  async times(a: number, b: number): Promise<number> {
    return a * b * this.factor;
  },
  async image(): Promise<void> {
    throw new ImageError("Too big", "x.img", "Take another.");
  },
  order(): void {
    throw new OrderError("there is no such instance");
  },
};

function callsTo(target: object): LabCalls {
  const calls: LabCalls = new LabCalls((call) => {
    void outcomeOf(target, structuredClone(call)).then((outcome) => calls.settle(structuredClone(outcome)));
  });
  return calls;
}

describe("calls to a lab in a worker", () => {
  it("are made on the lab, and answered each for itself", async () => {
    const calls = callsTo(lab);
    expect(await Promise.all([calls.ask("times", [2, 3]), calls.ask("times", [4, 5])])).toEqual([12, 40]);
  });

  it("fail as they did there", async () => {
    const calls = callsTo(lab);
    const refused = await calls.ask("image", []).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ImageError);
    expect(refused).toMatchObject({ what: "Too big", where: "x.img", whatToDo: "Take another." });
    await expect(calls.ask("order", [])).rejects.toMatchObject({
      name: "OrderError",
      message: "there is no such instance",
    });
  });

  it("are not left waiting by a worker that is gone", async () => {
    const calls = new LabCalls(() => {});
    const waiting = calls.ask("times", [1, 1]);
    calls.fail("it stopped");
    await expect(waiting).rejects.toThrow("it stopped");
    await expect(calls.ask("times", [1, 1])).rejects.toThrow("it stopped");
  });
});
