/**
 * A container for a real Linux kernel, as a shell script: the same plan that the engine carries out by system calls. It needs
 * what the lab's guest has: busybox's ash and applets, util-linux's unshare.
 *
 * A shell cannot do everything: seccomp filters and the bounding set stay as they are, and but for `host` the network is the
 * loopback device alone. A program that does not run as root inherits descriptor 8.
 */
import { MS } from "../../kernel/abi/flags";
import type { OciConfig } from "../bundle/config-schema";
import { DEFAULT_PATH } from "../bundle/defaults";
import { plan } from "../bundle/plan";
import { specFor } from "../bundle/spec-for";
import type { Step } from "../bundle/steps";
import type { ContainerSpec } from "../engine/contract";
import { configOf } from "../engine/image-info";
import { pickUser } from "../engine/users";
import { byteString } from "../image/bytes";
import { hexOf } from "../image/digest";
import type { Image } from "../image/image";
import { applyLayer } from "../image/layer";
import { LayerTree } from "../image/layer-tree";
import { comment, heredoc, limit, lookUp, makeDirectory, optionsOf } from "./commands";
import { guestLayers } from "./layers";
import { quote } from "./quote";

/** What is made in the guest lies here; nothing of it is left when the script ends. */
export const GUEST_ROOT = "/run/triptych";

/** @param layerPaths where the archives of guestLayers(image) are in the guest. @throws StartFailure for an unknown user */
export function guestScript(image: Image, spec: ContainerSpec, layerPaths: readonly string[]): string {
  return new GuestScript(image, spec).text(layerPaths);
}

class GuestScript {
  private readonly tree = new LayerTree();
  private readonly config: OciConfig;
  private readonly id: string;
  private readonly directory: string;
  private readonly root: string;
  /** Where something is mounted already: what the image has below is hidden. */
  private readonly mounted: string[] = [];

  constructor(
    private readonly image: Image,
    private readonly spec: ContainerSpec,
  ) {
    for (const [i, layer] of image.layers.entries()) applyLayer(this.tree, layer.entries, `layer ${i + 1}`);
    this.id = hexOf(image.id).slice(0, 12);
    this.directory = `${GUEST_ROOT}/${this.id}`;
    this.root = `${this.directory}/merged`;
    this.config = this.configure();
  }

  private read(path: string): string {
    const node = this.tree.read(path);
    return node?.type === "file" ? byteString(node.data) : "";
  }

  private configure(): OciConfig {
    const { spec, image } = this;
    const config = configOf(image);
    const user = pickUser(spec.user ?? config.user, this.read("etc/passwd"), this.read("etc/group"));
    const hostname = spec.hostname ?? this.id;
    const env = new Map<string, string>();
    const lines = [`PATH=${DEFAULT_PATH}`, `HOSTNAME=${hostname}`, ...config.env, ...spec.env];
    for (const line of lines) env.set(line.split("=")[0]!, line);
    if (!env.has("HOME")) env.set("HOME", `HOME=${user.home}`);
    const command = spec.command.length > 0 ? spec.command : (config.cmd ?? []);
    const args =
      spec.entrypoint === undefined
        ? [...(config.entrypoint ?? []), ...command]
        : [...spec.entrypoint, ...spec.command];
    const joined = new Map(spec.network === "host" ? [["network", undefined] as const] : []);
    return specFor({
      spec,
      args,
      env: [...env.values()].filter((line) => line.includes("=")),
      cwd: spec.workingDir || config.workingDir || "/",
      user,
      hostname,
      rootfs: this.root,
      cgroupsPath: `/docker/${this.id}`,
      mounts: spec.mounts
        .filter(({ kind }) => kind !== "volume")
        .map(({ kind, source, target, readOnly, options }) => ({
          destination: target,
          type: kind,
          source: kind === "tmpfs" ? "tmpfs" : source,
          options: [
            ...(kind === "bind" ? ["rbind"] : []),
            ...(readOnly ? ["ro"] : []),
            ...options.split(","),
          ],
        })),
      joined,
      firstMappedId: undefined,
      seccomp: undefined,
    });
  }

  text(layerPaths: readonly string[]): string {
    const { directory: d, root: r } = this;
    const { outside, inside } = plan(this.config);
    const cgroup = outside.find((step) => step.kind === "join-cgroup")?.path ?? "";
    const kinds = new Set((this.config.linux?.namespaces ?? []).map(({ type }) => type));
    const flags = [
      ["mount", "-m"],
      ["uts", "-u"],
      ["ipc", "-i"],
      ["network", "-n"],
      ["pid", "-p"],
    ].flatMap(([kind, flag]) => (kinds.has(kind as "mount") ? [flag] : []));
    const lines = [
      "set -e",
      `rm -rf ${d}; mkdir -p ${d}/lower ${d}/upper ${d}/work ${r}`,
      ...this.unpack(layerPaths),
      `mount -t overlay overlay -o lowerdir=${d}/lower,upperdir=${d}/upper,workdir=${d}/work ${r}`,
      ...outside.flatMap((step) => this.outside(step)),
      // Written out, not given as an argument: a script may be longer than an argument can be.
      ...heredoc(`${d}/init`, this.init(cgroup, kinds.has("cgroup"))),
      ...heredoc(`${d}/inside`, this.inside(inside)),
      "set +e",
      `unshare ${flags.join(" ")} --fork --kill-child /bin/sh ${d}/init`,
      "status=$?",
      `echo 1 > ${quote(cgroup)}/cgroup.kill`,
      `n=0; until rmdir ${quote(cgroup)} 2>/dev/null || [ $n -ge 50 ]; do usleep 20000; n=$((n + 1)); done`,
      `umount -l ${r}; rm -rf ${d}`,
      "exit $status",
    ];
    return `${lines.join("\n")}\n`;
  }

  /** Layer by layer into one directory: first what a layer takes away, then what it brings. */
  private unpack(layerPaths: readonly string[]): string[] {
    const { directory: d } = this;
    const layers = guestLayers(this.image);
    if (layers.length !== layerPaths.length)
      throw new RangeError(`${layers.length} layers, and paths of ${layerPaths.length}`);
    return layers.flatMap(({ removals }, i) => [
      ...removals.map((path) =>
        path === "." ? `rm -rf ${d}/lower; mkdir ${d}/lower` : `rm -rf ${quote(`${d}/lower/${path}`)}`,
      ),
      `tar -x -f ${quote(layerPaths[i]!)} -C ${d}/lower`,
    ]);
  }

  private outside(step: Step): string[] {
    if (step.kind === "mkdir") return [comment(step), `mkdir -p ${quote(step.path)}`];
    if (step.kind === "write") return [comment(step), `printf %s ${quote(step.text)} > ${quote(step.path)}`];
    return [];
  }

  /** The first process: into the cgroup, and once more into a namespace of which that is the top. */
  private init(cgroup: string, cgroupNamespace: boolean): string[] {
    const score = this.config.process?.oomScoreAdj;
    const shell = `${this.spec.noNewPrivileges ? "/bin/setpriv --nnp " : ""}/bin/sh ${this.directory}/inside`;
    const env = (this.config.process?.env ?? []).map(quote).join(" ");
    return [
      "set -e",
      `echo 0 > ${quote(cgroup)}/cgroup.procs`,
      ...(score === undefined ? [] : [`echo ${score} > /proc/self/oom_score_adj`]),
      ...(this.spec.network === "host" ? [] : ["ip link set lo up"]),
      `exec ${cgroupNamespace ? "/bin/unshare -C " : ""}/bin/env -i ${env} ${shell}`,
    ];
  }

  private inside(steps: readonly Step[]): string[] {
    const lines = [
      "set -e",
      // What is called until the program is the guest's own.
      ...["mount", "mkdir", "mknod", "chown", "ln", "hostname"].map(
        (name) => `${name}() { /bin/busybox ${name} "$@"; }`,
      ),
    ];
    for (const step of steps) {
      const act = this.insideStep(step);
      if (act.length > 0) lines.push(comment(step), ...act);
    }
    return lines;
  }

  private insideStep(step: Step): string[] {
    switch (step.kind) {
      case "mkdir":
        return [makeDirectory(this.at(step.path))];
      case "touch": {
        const at = this.at(step.path);
        const file = `{ ${makeDirectory(at.slice(0, at.lastIndexOf("/")))}; : >> ${quote(at)}; }`;
        return step.source === undefined
          ? [file]
          : [`if [ -d ${quote(step.source)} ]; then ${makeDirectory(at)}; else ${file}; fi`];
      }
      case "propagation":
        return [
          `mount --make-r${(step.flags & MS.SHARED) !== 0 ? "shared" : (step.flags & MS.SLAVE) !== 0 ? "slave" : "private"} /`,
        ];
      case "mount":
        return this.mount(step);
      case "mask": {
        const at = quote(this.at(step.path));
        return [
          `if [ -d ${at} ]; then mount -t tmpfs -o ro tmpfs ${at}; elif [ -e ${at} ]; then mount --bind /dev/null ${at}; fi`,
        ];
      }
      case "symlink": {
        const at = quote(this.at(step.path));
        return [`[ -e ${at} ] || [ -L ${at} ] || ln -s ${quote(step.target)} ${at}`];
      }
      case "mknod": {
        const at = quote(this.at(step.path));
        const type = (step.mode & 0o170000) === 0o060000 ? "b" : "c";
        const mode = (step.mode & 0o7777).toString(8);
        const owner = step.uid === 0 && step.gid === 0 ? [] : [`chown ${step.uid}:${step.gid} ${at}`];
        return [`mknod -m ${mode} ${at} ${type} ${step.major} ${step.minor}`, ...owner];
      }
      case "sethostname":
        return [`hostname ${quote(step.name)}`];
      case "write":
        return [`printf %s ${quote(step.text)} > ${quote(this.at(step.path))}`];
      case "setrlimit":
        return limit(step.limit, step.soft, step.hard);
      case "umask":
        return [`umask ${step.mask.toString(8).padStart(3, "0")}`];
      case "execve":
        return this.program(step.args);
      default:
        // Agreements and privileges that a shell has no word for; pivot_root comes with the program.
        return [];
    }
  }

  private mount(step: Extract<Step, { kind: "mount" }>): string[] {
    const at = step.target === "" ? this.root : this.at(step.target);
    const source = step.target === "" ? this.root : step.source === step.target ? at : step.source;
    if (step.target !== "" && (step.flags & MS.REMOUNT) === 0) this.mounted.push(step.target);
    const options = optionsOf(step.flags, step.data);
    const bind = (step.flags & MS.BIND) !== 0;
    const type = step.type === "" ? "" : `-t ${quote(step.type)} `;
    const list = options === "" ? "" : `-o ${quote(options)} `;
    const line =
      bind && (step.flags & MS.REMOUNT) === 0
        ? `mount ${(step.flags & MS.REC) !== 0 ? "--rbind" : "--bind"} ${quote(source)} ${quote(at)}`
        : `mount ${type}${list}${(step.flags & MS.REMOUNT) !== 0 ? "" : `${quote(source)} `}${quote(at)}`;
    return [step.optional ? `if [ -e ${quote(at)} ]; then ${line}; fi` : line];
  }

  /** A path of the container below the root file system, links of the image followed within it. */
  private at(path: string): string {
    const todo = path.split("/").reverse();
    let at = "";
    for (let left = MOST_STEPS; todo.length > 0 && left > 0; left--) {
      const part = todo.pop()!;
      if (part === "" || part === ".") continue;
      if (part === "..") {
        at = at.slice(0, Math.max(at.lastIndexOf("/"), 0));
        continue;
      }
      const next = `${at}/${part}`;
      const hidden = this.mounted.some((target) => next.startsWith(`${target}/`));
      const node = hidden ? undefined : this.tree.nodes.get(next.slice(1));
      if (node?.type !== "symlink") {
        at = next;
        continue;
      }
      if (node.target.startsWith("/")) at = "";
      todo.push(...node.target.split("/").reverse());
    }
    return this.root + at;
  }

  /**
   * The last lines: the new root, the old one away, the program. pivot_root puts the old root on top of the new one, and
   * umount of "." takes it from there (pivot_root(2)); the guest's tools are reached through a descriptor until then.
   */
  private program(args: readonly string[]): string[] {
    const { user, cwd = "/" } = this.config.process!;
    const name = args[0] ?? "";
    const words = args.map(quote).join(" ");
    const guest = "/proc/self/fd/8/bin";
    const plain = user.uid === 0 && user.gid === 0;
    return [
      `cd ${this.root}`,
      "exec 8< /",
      "/bin/busybox pivot_root . .",
      `${guest}/busybox umount -l .`,
      "unset SHLVL OLDPWD PWD",
      `cd ${quote(cwd)}`,
      "unset OLDPWD",
      ...lookUp(name),
      ...(plain
        ? ["exec 8<&-", `exec ${words}`]
        : [`exec ${guest}/unshare -S ${user.uid} -G ${user.gid} ${words}`]),
    ];
  }
}

/** Names that are looked at for one path of an image: links may go round. */
const MOST_STEPS = 4096;
