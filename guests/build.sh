#!/bin/bash
# Builds the guest images from Debian packages into public/images. See README.md.
#
#   bash guests/build.sh            build and publish
#   bash guests/build.sh --check    build once more in a fresh folder and compare with the published manifest
#
# TRIPTYCH_GUESTS_WORK    where to build (default /tmp/triptych-guests, emptied first)
# TRIPTYCH_GUESTS_CACHE   where the Debian packages are kept (default /tmp/triptych-guests-cache)
# TRIPTYCH_GUESTS_CC      compiler of the kernel (default gcc; "ccache gcc" is faster the second time)
set -euo pipefail

guests=$(cd "$(dirname "$0")" && pwd)
images=$(cd "$guests/.." && pwd)/public/images
work=${TRIPTYCH_GUESTS_WORK:-/tmp/triptych-guests}
cache=${TRIPTYCH_GUESTS_CACHE:-/tmp/triptych-guests-cache}
check=
case ${1:-} in
"") ;;
--check) check=yes; work=$work-check ;;
*) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=1767225600 KCONFIG_NOTIMESTAMP=1
export KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 2026' KBUILD_BUILD_USER=triptych KBUILD_BUILD_HOST=triptych KBUILD_BUILD_VERSION=1
umask 022
jobs=-j$(nproc)
cc=i386-musl-gcc
optimise="-Os -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables"

step() { printf '\n== %s (%s s)\n' "$*" "$SECONDS"; }

# Runs a noisy command; its output is shown only when it fails.
quietly() { "$@" > "$work/log" 2>&1 || { tail -40 "$work/log" >&2; return 1; }; }

install_host_packages() {
	local wanted=(gcc gcc-multilib binutils make bc bison flex cpio patch perl xz-utils bzip2 gzip dpkg-dev libc6-dev) missing=()
	for package in "${wanted[@]}"; do dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package"); done
	[ ${#missing[@]} = 0 ] && return
	[ "$(id -u)" = 0 ] || { echo "install these packages first: ${missing[*]}" >&2; exit 1; }
	apt-get update || true
	apt-get install -y --no-install-recommends "${missing[@]}"
}

# $1: the package's name; unpacks it to $work/<name>
unpack() {
	local file
	file=$cache/$(awk -v name="$1" '$2 == name || $2 == name ":i386" { print $6 }' "$guests/packages.txt")
	case $file in
	*.deb) dpkg-deb -x "$file" "$work/$1" ;;
	*.dsc) quietly dpkg-source --no-check -x "$file" "$work/$1" ;;
	esac
}

prepare_kernel_source() {
	unpack linux-source-6.1
	mkdir "$work/linux"
	tar xf "$work"/linux-source-6.1/usr/src/linux-source-6.1.tar.xz -C "$work/linux" --strip-components=1
	cp "$guests/programs/mark.h" "$work/linux/include/linux/triptych-mark.h"
	for patch in "$guests"/linux/patches/*.patch; do patch -s -p1 -d "$work/linux" < "$patch"; done
	quietly make -C "$work/linux" ARCH=i386 O="$work/headers" headers
}

build_busybox() {
	unpack busybox
	"$guests/userland/apply-busybox-config.sh" "$work/busybox"
	quietly make -C "$work/busybox" "$jobs" CC=$cc AR=ar HOSTCC=gcc CONFIG_EXTRA_CFLAGS="-ffile-prefix-map=$work=." busybox
	cp "$work/busybox/busybox" "$work/root/"
}

build_util_linux() {
	unpack util-linux
	cd "$work/util-linux"
	quietly ./configure --host=i686-linux-musl --build=x86_64-linux-gnu CC=$cc CFLAGS="$optimise" LDFLAGS=-Wl,--gc-sections \
		--disable-all-programs --enable-unshare --enable-nsenter --disable-shared --enable-static --disable-nls \
		--without-ncurses --without-ncursesw --without-tinfo --without-selinux --without-systemd --without-udev --without-python \
		--without-cap-ng --without-econf --without-cryptsetup --disable-asciidoc --disable-bash-completion
	quietly make "$jobs" AUTOCONF=: AUTOMAKE=: ACLOCAL=: AUTOHEADER=: unshare nsenter
	for program in unshare nsenter; do strip -s -o "$work/root/$program" $program; done
}

# Without the commands and link types that the kernel does not have.
build_iproute2() {
	unpack iproute2
	cd "$work/iproute2"
	local commands='addrlabel|ntable|ntbl|tunnel|tunl|token|l2tp|fou|ila|macsec|xfrm|mroute|mrule|tcpmetrics|tcp_metrics|vrf|sr|mptcp|ioam|stats|nexthop|tuntap|tap'
	local objects="ip ipaddress ipaddrlabel iproute iprule ipnetns rtm_map ipneigh iplink ipmaddr ipmonitor ipmroute ipprefix iplink_dummy
		iplink_vlan link_veth iplink_macvlan iplink_xdp ipnetconf iplink_bridge iplink_bridge_slave iplink_vrf iproute_lwtunnel ipvrf
		iplink_xstats ipnexthop ipstats"
	sed -i -E "/^\t\{ \"($commands)\",/d" ip/ip.c
	quietly env CC=$cc PKG_CONFIG=false ./configure
	quietly make "$jobs" CC=$cc HOSTCC=gcc SHARED_LIBS=n TARGETS=ip SCRIPTS= IPOBJ="$(printf '%s.o ' $objects)" CCOPTS="$optimise" \
		LDFLAGS="-Wl,--gc-sections -s" SUBDIRS="lib ip"
	cp ip/ip "$work/root/"
}

build_programs() {
	# shellcheck disable=SC2086
	"$work/root/busybox" --list | grep -vx -e busybox -e sh | sed 's/.*/"&",/' > "$work/root/applets.h"
	for source in "$guests"/userland/init.c "$guests"/programs/*.c; do
		$cc $optimise -Wl,--gc-sections -s -Wall -Wextra -Wno-unused-result -ffile-prefix-map="$guests"=. \
			-I"$guests/programs" -I"$work/root" -o "$work/root/$(basename "$source" .c)" "$source"
	done
}

build_kernel() {
	local build=$work/linux-build
	mkdir "$build"
	{ cat "$guests/linux/kernel.config"; echo "CONFIG_INITRAMFS_SOURCE=\"$work/initramfs.cpio\""; } > "$work/kernel.config"
	quietly make -C "$work/linux" ARCH=i386 O="$build" KCONFIG_ALLCONFIG="$work/kernel.config" allnoconfig
	while read -r line; do
		case $line in
		CONFIG_*=n) ;;
		CONFIG_*) grep -qxF "$line" "$build/.config" || { echo "the kernel configuration lost: $line" >&2; return 1; } ;;
		esac
	done < "$work/kernel.config"
	gcc -O1 -o "$work/gen_init_cpio" "$work/linux/usr/gen_init_cpio.c"
	cp -r "$guests/userland/etc" "$work/root/etc"
	find "$work/root" -exec touch -d "@$SOURCE_DATE_EPOCH" {} + # gen_init_cpio keeps the times of files
	sed "s#@ROOT@#$work/root#; /^#/d" "$guests/userland/initramfs.list" > "$work/initramfs.list"
	"$work/gen_init_cpio" -t "$SOURCE_DATE_EPOCH" "$work/initramfs.list" > "$work/initramfs.cpio"
	quietly make -C "$build" "$jobs" ARCH=i386 CC="${TRIPTYCH_GUESTS_CC:-gcc}" bzImage
	cp "$build/arch/x86/boot/bzImage" "$work/stage/bzimage"
}

build_direct() {
	local entry
	entry=$(readelf -h "$work/linux-build/vmlinux" | awk '/Entry point/ { print $4 }')
	gcc -m32 -march=i686 -Os -ffreestanding -fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables -Wall -Wextra \
		-DKERNEL_ENTRY="$entry" -I"$guests/programs" -c "$guests/shim/shim.c" -o "$work/shim.o"
	ld -m elf_i386 --build-id=none --no-warn-rwx-segments -T "$guests/shim/shim.ld" -o "$work/shim.elf" "$work/shim.o"
	node "$guests/shim/pack-multiboot.mjs" "$work/shim.elf" "$work/linux-build/vmlinux" "$work/stage/direct"
}

collect_firmware() {
	unpack seabios
	unpack vgabios
	cp "$work/seabios/usr/share/seabios/bios.bin" "$work/stage/seabios"
	cp "$work/vgabios/usr/share/vgabios/vgabios.bin" "$work/stage/vgabios"
}

install_host_packages
rm -rf "$work"
mkdir -p "$work/root" "$work/stage"
export PATH=$work/tools:$PATH

step packages
bash "$guests/fetch.sh" "$cache"
step kernel source
prepare_kernel_source
unpack musl-dev
mv "$work/musl-dev" "$work/musl"
bash "$guests/toolchain.sh" "$work"
step busybox;    (build_busybox)
step util-linux; (build_util_linux)
step iproute2;   (build_iproute2)
step programs;   build_programs
step kernel;     build_kernel
build_direct
collect_firmware

step images
node "$guests/publish.mjs" "$work/stage" "$images" ${check:+--check}
step finished
