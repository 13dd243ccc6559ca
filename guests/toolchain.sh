#!/bin/bash
# usage: toolchain.sh <work folder>
# A compiler for static 32-bit musl programs: Debian's gcc with its own specs. Expects musl-dev unpacked in
# <work>/musl and the kernel's user headers in <work>/headers; leaves i386-musl-gcc and its companions in <work>/tools.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$1
mkdir -p "$work/tools"
sed "s#@MUSL@#$work/musl/usr#g; s#@KERNEL_HEADERS@#$work/headers/usr/include#g" "$here/userland/musl.specs.in" > "$work/tools/musl.specs"
cat > "$work/tools/i386-musl-gcc" <<END
#!/bin/sh
exec gcc -m32 -march=i686 -fno-pie -no-pie -static -ffile-prefix-map=$work=. "\$@" -specs $work/tools/musl.specs
END
chmod +x "$work/tools/i386-musl-gcc"
for tool in ar ranlib strip nm objcopy ld; do ln -sf "$(command -v $tool)" "$work/tools/i386-musl-$tool"; done
