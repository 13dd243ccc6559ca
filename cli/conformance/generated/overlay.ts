/** Random file operations over an overlay of two lower directories, and then what is in the merged tree and in its layers. */
import { SeededRandom } from "@/app/sim/time/random";
import { Pick, STEP } from "./pick";

const NAMES = ["a", "b", "c", "d/a", "d/b", "d/e", "d/e/f", "g", "g/a", "h"] as const;
const OPERATIONS = 40;

const SET_UP = `umask 022
mkdir /tmp/o && mount -t tmpfs o /tmp/o && cd /tmp/o && mkdir l1 l2 u w m
mkdir -p l1/d/e l2/d l2/g
echo one > l1/a; echo two > l1/d/a; echo deep > l1/d/e/f; ln -s a l1/h
echo lower > l2/b; echo other > l2/d/b; echo ga > l2/g/a; chmod 640 l2/b
mount -t overlay ov -o lowerdir=l2:l1,upperdir=u,workdir=w m || exit 1
cd m
`;

const LOOK = `echo "--- merged"
find . | sort | while read -r f; do
	if [ -L "$f" ]; then echo "$f -> $(readlink "$f")"
	elif [ -d "$f" ] || [ -p "$f" ]; then stat -c '%n %a %u %F' "$f"
	else echo "$(stat -c '%n %a %u %s %F' "$f") $(head -c 60 "$f" 2>&1 | tr '\\n' ' ')"; fi
done
echo "--- upper"
cd ../u; find . | sort | while read -r f; do stat -c '%n %a %u %t,%T %F' "$f"; done
echo "--- lower"
cd ..; find l1 l2 -type f | sort | xargs sha256sum | cut -c 1-8,65-
cd /; umount /tmp/o/m && echo unmounted
`;

export function overlayScript(seed: number): string {
  const pick = new Pick(SeededRandom.fromSeed(seed).split("overlay"));
  const name = () => pick.of(NAMES);
  const operations: readonly (() => string)[] = [
    () => `step sh -c 'echo ${pick.below(100)} > ${name()}'`,
    () => `step sh -c 'echo more >> ${name()}'`,
    () => `step rm ${name()}`,
    () => `step rm -r ${name()}`,
    () => `step mkdir ${name()}`,
    () => `step rmdir ${name()}`,
    () => `step mv -f ${name()} ${name()}`,
    () => `step mv ${name()} ${pick.of(["n1", "n2", "d/n3"])}`,
    () => `step ln ${name()} ${pick.of(["l1", "l2", "g/l3"])}`,
    () => `step ln -s ${name()} ${pick.of(["s1", "d/s2", "h"])}`,
    () => `step chmod ${pick.of(["600", "755", "4711", "000"])} ${name()}`,
    () => `step chown ${pick.of(["1000", "0:1000"])} ${name()}`,
    () => `step cat ${name()}`,
    () => `step touch ${pick.of(["-d @1000000", "-c"])} ${name()}`,
    () => `step truncate -s ${pick.below(9000)} ${name()}`,
    () => `step cp ${name()} ${name()}`,
    () => `step mkdir -p ${pick.of(["x/y", "d/e/z", "g/q"])}`,
    () => `step mkfifo ${pick.of(["p", "d/p"])}`,
  ];
  let script = `${STEP}${SET_UP}`;
  for (let count = 0; count < OPERATIONS; count++) script += `${pick.of(operations)()}\n`;
  return script + LOOK;
}
