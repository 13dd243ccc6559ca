#!/bin/sh
# usage: apply-busybox-config.sh <busybox source folder>; defconfig plus the changes listed in busybox.config
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
make -s defconfig >/dev/null
sed 's/#.*//' "$here/busybox.config" | while read -r verb name value; do
	case $verb in
	off) for symbol in $name $value; do printf 's/^CONFIG_%s=.*/# CONFIG_%s is not set/\n' "$symbol" "$symbol"; done ;;
	on) for symbol in $name $value; do printf 's/^# CONFIG_%s is not set/CONFIG_%s=y/\n' "$symbol" "$symbol"; done ;;
	set) printf 's|^CONFIG_%s=.*|CONFIG_%s=%s|\n' "$name" "$name" "$value" ;;
	esac
done > .triptych.sed
sed -i -f .triptych.sed .config
yes "" | make -s oldconfig >/dev/null
