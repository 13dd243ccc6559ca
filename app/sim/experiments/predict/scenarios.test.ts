import { describe, expect, test } from "vitest";
import { PredictionInputError } from "./prediction";
import { predict, SCENARIOS } from "./scenarios";

const FIO = [
  "iops",
  "latencyMeanUs",
  "latencyP10Us",
  "latencyP1Us",
  "latencyP50Us",
  "latencyP90Us",
  "latencyP95Us",
  "latencyP99Us",
];

/** As one would type it, and the outputs that the scenario is defined with. */
const CASES: readonly (readonly [line: string, outputs: readonly string[]])[] = [
  [
    "parallel-boot profile=m5d-metal vmm=firecracker parallel=50",
    ["guestMedianMs", "guestP99Ms", "medianMs", "p99Ms"],
  ],
  ["parallel-boot profile=nehalem-8 vmm=qemu-qboot parallel=10", ["medianMs", "p99Ms"]],
  ["vm-memory vmm=qemu size=512", ["guestMemFreeKb", "guestMemTotalKb", "overheadKb", "residentKb"]],
  ["gups track=kvm sockets=2", ["ratioToNative"]],
  ["stream track=container sockets=1", ["copyRatioToNative", "triadRatioToNative"]],
  ["linpack track=kvm sockets=2", ["ratioToNative"]],
  ["redis path=bridge clients=5 op=set", ["kReqPerS"]],
  ["fio path=kvm pattern=mixed depth=128", FIO],
  ["fio profile=m5d-metal vmm=cloud-hypervisor depth=32 block=128k", FIO],
  ["mysql path=kvm-qcow2 threads=90", ["latencyMeanMs", "tps"]],
  ["app name=nginx platform=osv-qemu", ["ratioToNative"]],
  ["app study=lupine name=nginx-session platform=lupine-kml", ["ratioToMicrovm"]],
  ["sharing kind=esx-linux guests=10", ["reclaimedFraction", "sharedFraction"]],
  ["sharing kind=ksm-winxp", ["passS", "timeToConvergeS", "vmsThatFit"]],
  ["snapshot system=lightvm guests=100", ["restoreMs", "saveMs"]],
  ["assigned interrupts=exits", ["fractionOfBareMetal"]],
  ["sriov vms=10", ["cpuPercent", "throughputGbps"]],
  ["qcow2-chain length=100", ["metadataMemoryFactor", "throughputRelative"]],
  ["container-start runtime=zygote", ["startMs"]],
  ["iperf profile=haswell-4 vmm=qemu direction=tx streams=10", ["gbps"]],
];

function askAnew(line: string) {
  const [name, ...given] = line.split(" ");
  return predict(name!, Object.fromEntries(given.map((word) => word.split("=") as [string, string])));
}

const asked = new Map<string, ReturnType<typeof predict>>();

/** Each line once: that an answer repeats is a test of its own. */
function ask(line: string) {
  const answer = asked.get(line) ?? askAnew(line);
  asked.set(line, answer);
  return answer;
}

/** The value of an output. */
const of = (line: string, output: string): number => ask(line).outputs[output]!.value;

describe("a prediction", () => {
  test.each(CASES)("%s has exactly its outputs, each within its range, with mechanisms", (line, outputs) => {
    const prediction = ask(line);
    expect(Object.keys(prediction.outputs).sort()).toEqual(outputs);
    for (const { value, unit, range } of Object.values(prediction.outputs)) {
      expect(range[0]).toBeLessThanOrEqual(value);
      expect(range[1]).toBeGreaterThanOrEqual(value);
      expect(range[0]).toBeGreaterThanOrEqual(0);
      expect(unit).not.toBe("");
    }
    expect(prediction.mechanisms.length).toBeGreaterThan(0);
    expect(prediction).not.toHaveProperty("missing");
    expect(askAnew(line)).toEqual(prediction);
  });

  test("every scenario is covered above", () => {
    const covered = new Set(CASES.map(([line]) => line.split(" ")[0]));
    expect([...covered].sort()).toEqual(SCENARIOS.map(({ name }) => name).sort());
  });

  test("names what was asked, with what is usual filled in", () => {
    expect(ask("redis path=native clients=3").inputs).toEqual({ path: "native", clients: 3, op: "get" });
    expect(ask("sharing kind=ksm-winxp").inputs).toEqual({ kind: "ksm-winxp", "pages-to-scan": 100 });
    expect(ask("fio profile=m5d-metal vmm=metal depth=1").inputs).toMatchObject({
      pattern: "read",
      block: "4k",
    });
  });

  test.each([
    "fio path=kvm pattern=read depth=16",
    "fio path=kvm pattern=read depth=128 block=128k",
    "fio profile=m5d-metal vmm=firecracker pattern=write depth=1",
  ])("%s: without a mechanism there are no outputs but what is missing", (line) => {
    const { outputs, missing } = ask(line);
    expect(outputs).toEqual({});
    expect(missing).toMatch(/^[A-Z].+\.$/);
  });

  test.each([
    ["nosuch", /no scenario "nosuch".*parallel-boot/],
    ["redis path=native", /wants --clients: a whole number/],
    ["redis path=tunnel clients=1", /--path tunnel: allowed: native, bridge, kvm/],
    ["redis path=native clients=1.5", /--clients 1.5/],
    ["redis path=native clients=-1", /--clients -1/],
    ["redis path=native clients=1e3", /--clients 1e3/],
    ["redis path=native clients=", /--clients/],
    ["redis path=native clients=1 speed=9", /no --speed here; allowed: .*--clients N/],
    ["redis path=toString clients=1", /--path toString/],
    ["redis path=native clients=1 constructor=1", /no --constructor/],
    ["fio path=kvm vmm=qemu depth=1", /no --path here; allowed: --profile/],
    ["sharing kind=esx-linux guests=2 pages-to-scan=5", /no --pages-to-scan here/],
    ["sharing kind=esx-linux", /wants --guests/],
  ])("%s is refused with what is allowed", (line, words) => {
    expect(() => ask(line)).toThrow(words);
    expect(() => ask(line)).toThrow(PredictionInputError);
  });
});

describe("order and shape", () => {
  const rising = (values: readonly number[]): void => {
    for (let n = 1; n < values.length; n++) expect(values[n]!).toBeGreaterThan(values[n - 1]!);
  };
  const PROFILES = ["m5d-metal", "haswell-4", "nehalem-8"];
  const boots = (profile: string, vmm: string, parallel: number) =>
    ask(`parallel-boot profile=${profile} vmm=${vmm} parallel=${parallel}`).outputs;

  test.each(PROFILES)("%s: Cloud Hypervisor boots before Firecracker, and QEMU last", (profile) => {
    rising(
      ["cloud-hypervisor", "firecracker", "qemu-qboot"].map((vmm) => boots(profile, vmm, 1).medianMs!.value),
    );
  });

  test("more boots at a time are no faster each, and the guest is a part of it", () => {
    const outputs = [1, 20, 60].map((parallel) => boots("nehalem-8", "firecracker", parallel));
    rising(outputs.map(({ medianMs }) => medianMs!.value));
    for (const { medianMs, p99Ms, guestMedianMs, guestP99Ms } of outputs) {
      expect(guestMedianMs!.value).toBeLessThan(medianMs!.value);
      expect(guestP99Ms!.value).toBeLessThan(p99Ms!.value);
      expect(p99Ms!.value).toBeGreaterThan(medianMs!.value);
    }
  });

  test("a storm within the cores is hardly slower than one boot; on four cores it is far slower", () => {
    const slowdown = (profile: string) =>
      boots(profile, "firecracker", 40).medianMs!.value / boots(profile, "firecracker", 1).medianMs!.value;
    expect(slowdown("m5d-metal")).toBeLessThan(1.25);
    expect(slowdown("haswell-4")).toBeGreaterThan(5);
  });

  test("memory grows with the machine, the monitor's own does not, and nothing is larger than the machine", () => {
    for (const vmm of ["firecracker", "cloud-hypervisor", "qemu"]) {
      const sizes = [128, 256, 1024, 3072, 4096, 8192];
      const at = (size: number) => ask(`vm-memory vmm=${vmm} size=${size}`).outputs;
      rising(sizes.map((size) => at(size).guestMemTotalKb!.value));
      rising(sizes.map((size) => at(size).residentKb!.value));
      for (const size of sizes) {
        expect(at(size).guestMemFreeKb!.value).toBeLessThan(at(size).guestMemTotalKb!.value);
        expect(at(size).guestMemTotalKb!.value).toBeLessThan(size * 1024);
        expect(at(size).overheadKb!.value).toBe(at(128).overheadKb!.value);
      }
    }
    expect(of("vm-memory vmm=qemu size=16384", "overheadKb")).toBeGreaterThan(
      of("vm-memory vmm=qemu size=8192", "overheadKb"),
    );
  });

  test("nested translation costs random access on one socket more than streaming, and a container nothing", () => {
    const gups = of("gups track=kvm sockets=1", "ratioToNative");
    expect(gups).toBeLessThan(of("stream track=kvm sockets=1", "triadRatioToNative") - 0.1);
    expect(of("gups track=container sockets=1", "ratioToNative")).toBe(1);
    expect(of("gups track=kvm sockets=2", "ratioToNative")).toBeGreaterThan(gups);
  });

  test("NAT and virtio cost Redis latency at one client; virtio leaves more throughput at fifty than NAT", () => {
    const at = (path: string, clients: number) => of(`redis path=${path} clients=${clients}`, "kReqPerS");
    rising([at("kvm", 1), at("bridge", 1), at("native", 1)]);
    rising([at("bridge", 50), at("kvm", 50), at("native", 50)]);
    for (const path of ["native", "bridge", "kvm"]) rising([1, 2, 5].map((n) => at(path, n)));
  });

  test("a device model that takes one request at a time gains nothing from depth, QEMU and metal do", () => {
    const at = (vmm: string, depth: number, name = "iops") =>
      of(`fio profile=m5d-metal vmm=${vmm} depth=${depth}`, name);
    for (const vmm of ["firecracker", "cloud-hypervisor"]) {
      expect(at(vmm, 32) / at(vmm, 1)).toBeLessThan(1.5);
      expect(at(vmm, 32, "latencyMeanUs")).toBeGreaterThan(15 * at(vmm, 1, "latencyMeanUs"));
    }
    rising([at("firecracker", 32), at("cloud-hypervisor", 32), at("qemu", 32), at("metal", 32)]);
    for (const vmm of ["metal", "qemu"]) expect(at(vmm, 32)).toBeGreaterThan(5 * at(vmm, 1));
  });

  test.each([
    "fio profile=m5d-metal vmm=qemu depth=32",
    "fio profile=m5d-metal vmm=metal depth=1",
    "fio path=kvm pattern=read depth=128",
    "fio path=native pattern=write depth=128",
  ])("%s: percentiles ascend around a mean that keeps Little's law", (line) => {
    const { outputs, inputs } = ask(line);
    rising([1, 10, 50, 90, 95, 99].map((p) => outputs[`latencyP${p}Us`]!.value));
    const mean = outputs.latencyMeanUs!.value;
    expect((outputs.iops!.value * mean) / 1e6 / Number(inputs.depth)).toBeCloseTo(1, 2);
    expect(outputs.latencyP1Us!.value).toBeLessThan(mean);
    expect(outputs.latencyP99Us!.value).toBeGreaterThan(mean);
  });

  test("MySQL: each way to run it is slower than the one before, least so with few threads behind NAT", () => {
    for (const threads of [10, 90, 170, 290])
      rising(
        ["kvm-qcow2", "container-nat", "container"].map((path) =>
          of(`mysql path=${path} threads=${threads}`, "tps"),
        ),
      );
    const native = (threads: number) => of(`mysql path=native threads=${threads}`, "tps");
    expect(native(290)).toBeLessThan(native(170));
  });

  test("sharing grows with guests towards what they have in common; a pass grows as its pages are fewer", () => {
    rising([1, 2, 4, 10, 100].map((n) => of(`sharing kind=esx-linux guests=${n}`, "reclaimedFraction")));
    for (const n of [1, 2, 10]) {
      const { sharedFraction, reclaimedFraction } = ask(`sharing kind=esx-linux guests=${n}`).outputs;
      expect(sharedFraction!.value).toBeGreaterThan(reclaimedFraction!.value);
      expect(sharedFraction!.value).toBeLessThan(1);
    }
    expect(of("sharing kind=ksm-winxp pages-to-scan=1000", "passS")).toBeCloseTo(83.89, 2);
    expect(of("sharing kind=ksm-winxp", "vmsThatFit")).toBeGreaterThan(16);
  });

  test("saving with shared memory does not depend on the guests, through a central store it does", () => {
    const at = (system: string, guests: number) =>
      of(`snapshot system=${system} guests=${guests}`, "restoreMs");
    expect(at("lightvm", 1000)).toBe(at("lightvm", 0));
    rising([at("lightvm", 0), at("xen", 0), at("xen", 100), at("xen", 1000)]);
  });

  test("exits cost an assigned card throughput, and each virtual function a little processor time", () => {
    rising(["exits", "exitless"].map((kind) => of(`assigned interrupts=${kind}`, "fractionOfBareMetal")));
    rising([1, 10, 60].map((n) => of(`sriov vms=${n}`, "cpuPercent")));
  });

  test("a longer chain is slower and takes more memory; its first image costs nothing", () => {
    expect(of("qcow2-chain length=1", "throughputRelative")).toBe(1);
    expect(of("qcow2-chain length=1", "metadataMemoryFactor")).toBe(1);
    rising([1000, 100, 10, 1].map((n) => of(`qcow2-chain length=${n}`, "throughputRelative")));
    rising([1, 10, 100, 1000].map((n) => of(`qcow2-chain length=${n}`, "metadataMemoryFactor")));
  });

  test("the less a container is made of, the sooner it starts", () => {
    rising(
      ["zygote", "lean", "crun", "runc", "docker"].map((r) => of(`container-start runtime=${r}`, "startMs")),
    );
  });

  test("a fast core makes every stream faster, and loopback faster than any guest", () => {
    for (const profile of ["m5d-metal", "haswell-4"])
      rising(
        ["firecracker", "cloud-hypervisor", "qemu", "loopback"].map((vmm) =>
          of(`iperf profile=${profile} vmm=${vmm} direction=rx streams=1`, "gbps"),
        ),
      );
  });
});
