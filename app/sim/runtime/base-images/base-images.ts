/** The images that the lab brings along, made of its own programs. Their digests are computed, and always the same. */

import { DEFAULT_PATH } from "../bundle/defaults";
import { bytesOf } from "../image/bytes";
import { TRIPTYCH_MAGIC } from "../image/elf";
import { imageFromTree, imageOf, layerOfTar } from "../image/from-tree";
import type { Image } from "../image/image";
import { diffLayer } from "../image/layer-diff";
import type { History, ImageProcess } from "../image/schemas";
import { type NewEntry, tarEntry } from "../image/tar-write";

const CREATED = "2026-01-01T00:00:00Z";
const ENVIRONMENT = [`PATH=${DEFAULT_PATH}`];

const directory = (path: string, mode = 0o755): NewEntry => ({ path, type: "directory", mode });
const file = (path: string, text: string, mode = 0o644): NewEntry => ({
  path,
  type: "file",
  mode,
  data: bytesOf(text),
});
const link = (path: string, linkTarget: string): NewEntry => ({ path, type: "symlink", linkTarget });
const program = (path: string, name = path.slice(path.lastIndexOf("/") + 1)): NewEntry =>
  file(path, `${TRIPTYCH_MAGIC}${name}\n`, 0o755);

const PASSWD = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
sys:x:3:3:sys:/dev:/bin/false
sync:x:4:100:sync:/bin:/bin/sync
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:Operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`;
const GROUP = `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
wheel:x:10:root
mail:x:8:
utmp:x:43:
www-data:x:33:
staff:x:50:
users:x:100:
nogroup:x:65534:
`;

/** What a container of busybox holds. `applets`: names of links to it; programs with files of their own come along. */
function userland(applets: readonly string[], own: readonly string[]): NewEntry[] {
  return [
    ...[
      "bin",
      "dev",
      "etc",
      "home",
      "lib",
      "usr",
      "usr/bin",
      "usr/sbin",
      "var",
      "var/spool",
      "var/spool/mail",
      "var/www",
    ].map((path) => directory(path)),
    directory("root", 0o700),
    directory("tmp", 0o1777),
    program("bin/busybox"),
    ...["sh", ...applets.filter((name) => name !== "sh" && !own.includes(name))].map((name) =>
      link(`bin/${name}`, "busybox"),
    ),
    ...own.map((name) => program(`bin/${name}`)),
    link("usr/bin/env", "../../bin/busybox"),
    file("etc/passwd", PASSWD),
    file("etc/group", GROUP),
    file("etc/shadow", "root::10933:0:99999:7:::\n", 0o640),
    file("etc/nsswitch.conf", "hosts: files dns\n"),
  ];
}

/** Steps are what `docker history` shows: the first brings the files, the others change the configuration alone. */
const history = (steps: readonly string[]): History[] =>
  steps.map((created_by, i) => ({ created: CREATED, created_by, ...(i > 0 ? { empty_layer: true } : {}) }));

const PLATFORM = { os: "linux", architecture: "386" };

function image(
  name: string,
  files: readonly NewEntry[],
  process: ImageProcess,
  steps: readonly string[],
): Image {
  return imageFromTree({
    references: [`${name}:latest`],
    files,
    process,
    platform: PLATFORM,
    created: CREATED,
    history: history(steps),
  });
}

/** An image on top of another, whose layers it shares. */
function onTop(
  base: Image,
  name: string,
  files: readonly NewEntry[],
  process: ImageProcess,
  steps: readonly string[],
): Image {
  const changes = files.map((entry) => ({ kind: "set" as const, entry: tarEntry(entry) }));
  return imageOf({
    references: [`${name}:latest`],
    layers: [...base.layers, layerOfTar(diffLayer(changes))],
    process,
    platform: PLATFORM,
    created: CREATED,
    history: [...(base.config.history ?? []), ...history(steps)],
  });
}

const HTML = `<!doctype html>
<title>A container</title>
<h1>It works</h1>
<p>This page comes from a web server in a container.</p>
`;

/** As much work for each processor and as much memory as one asks for; without arguments, one processor. */
const STRESS = `#!/bin/sh
# stress [--cpu N] [--mem MiB] [--timeout S]: keeps processors busy and memory in use.
cpu=0 mem=0 timeout=
[ $# -eq 0 ] && cpu=1
while [ $# -gt 0 ]; do
	case $1 in
	-c | --cpu) cpu=$2; shift 2 ;;
	-m | --mem) mem=$2; shift 2 ;;
	-t | --timeout) timeout=\${2%s}; shift 2 ;;
	*) echo "stress: unrecognized option: $1" >&2; exit 1 ;;
	esac
done
i=0
while [ $i -lt "$cpu" ]; do
	while :; do :; done &
	i=$((i + 1))
done
if [ "$mem" -gt 0 ]; then
	# Files in /dev/shm lie in memory, and count as the container's.
	dd if=/dev/zero of=/dev/shm/stress bs=65536 count=$((mem * 16)) 2>/dev/null || exit 1
fi
[ "$timeout" ] && { sleep "$timeout"; exit 0; }
[ "$cpu" -gt 0 ] && wait
sleep 1000000
`;

/** All of them. `own`: programs of the userland with files of their own, such as ip and unshare. */
export function baseImages(applets: readonly string[], own: readonly string[]): readonly Image[] {
  const busybox = image("busybox", userland(applets, own), { Env: ENVIRONMENT, Cmd: ["sh"] }, [
    "ADD userland of Triptych /",
    'CMD ["sh"]',
  ]);
  return [
    busybox,
    image("hello-world", [program("hello")], { Env: ENVIRONMENT, Cmd: ["/hello"] }, [
      "COPY hello /",
      'CMD ["/hello"]',
    ]),
    onTop(
      busybox,
      "web",
      [directory("www"), file("www/index.html", HTML)],
      {
        Env: ENVIRONMENT,
        Cmd: ["httpd", "-f", "-p", "80", "-h", "/www"],
        ExposedPorts: { "80/tcp": {} },
      },
      ["COPY index.html /www/", "EXPOSE 80/tcp", 'CMD ["httpd" "-f" "-p" "80" "-h" "/www"]'],
    ),
    onTop(
      busybox,
      "stress",
      [directory("bin"), file("bin/stress", STRESS, 0o755)],
      { Env: ENVIRONMENT, Entrypoint: ["stress"] },
      ["COPY stress /bin/", 'ENTRYPOINT ["stress"]'],
    ),
  ];
}
