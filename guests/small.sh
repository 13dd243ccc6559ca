#!/bin/bash
# Builds what is wholly ours (guests/unikernel, guests/tern, guests/neighbour) into public/images; takes seconds.
#
#   bash guests/small.sh            build and publish
#   bash guests/small.sh --check    build once more in a fresh folder and compare with the published manifest
#
# TRIPTYCH_GUESTS_WORK    where to build (default /tmp/triptych-guests-small, emptied first)
set -euo pipefail

guests=$(cd "$(dirname "$0")" && pwd)
images=$(cd "$guests/.." && pwd)/public/images
work=${TRIPTYCH_GUESTS_WORK:-/tmp/triptych-guests-small}
check=
case ${1:-} in
"") ;;
--check) check=--check; work=$work-check ;;
*) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=1767225600
umask 022

flags=(-std=c11 -m32 -march=i686 -mgeneral-regs-only -Os -ffreestanding -fno-pie -no-pie -fno-stack-protector
	-fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -Wall -Wextra -Werror -Wa,--noexecstack
	-ffile-prefix-map="$guests"=. -nostdlib -static
	-Wl,--build-id=none,--gc-sections,--no-warn-rwx-segments,-z,max-page-size=4096 -s)

rm -rf "$work"
mkdir -p "$work"

build_unikernels() {
	for program in "$guests"/unikernel/programs/*.c; do
		gcc "${flags[@]}" -T "$guests/freestanding/image.ld" -o "$work/$(basename "$program" .c)" \
			"$guests"/unikernel/base/*.[Sc] "$guests"/unikernel/net/*.c "$guests"/freestanding/*.c "$program"
	done
}

# Tern's files: its programs, made flat by objcopy, and texts; the assembler puts them and their table into the image.
build_tern() {
	local files=$work/tern-files name file
	mkdir "$files"
	for program in "$guests"/tern/programs/*.c; do
		name=$(basename "$program" .c)
		[ "$name" = library ] && continue
		gcc "${flags[@]}" -T "$guests/tern/programs/program.ld" -o "$work/tern-$name.elf" \
			"$program" "$guests/tern/programs/library.c" "$guests"/freestanding/*.c
		objcopy -O binary "$work/tern-$name.elf" "$files/$name"
	done
	gcc "${flags[@]}" -Wl,--omagic -o "$files/linux-hello" "$guests/tern/foreign/linux-hello.S"
	cp "$guests"/tern/files/* "$files/"
	for file in "$files"/*; do printf 'file "%s", "%s"\n' "$(basename "$file")" "$file"; done > "$work/files.inc"
	gcc "${flags[@]}" -T "$guests/freestanding/image.ld" -I"$work" -o "$work/tern" \
		"$guests"/tern/kernel/*.[Sc] "$guests"/freestanding/*.c
}

# A program of Linux that needs no library; one segment, because it is handed to guests that are up.
build_neighbour() {
	gcc "${flags[@]}" -Wl,-z,noseparate-code -o "$work/neighbour" "$guests"/neighbour/*.c "$guests"/freestanding/*.c
}

build_unikernels
build_tern
build_neighbour

# A program of either system as a file of its own: what the other says to it is shown with these two.
[ -n "$check" ] || cp "$work/tern-files/echo" "$guests/tern/echo.tern"
[ -n "$check" ] || cp "$work/tern-files/linux-hello" "$guests/tern/linux-hello.elf"
cmp "$work/tern-files/echo" "$guests/tern/echo.tern"
cmp "$work/tern-files/linux-hello" "$guests/tern/linux-hello.elf"
node "$guests/publish.mjs" "$work" "$images" --small $check
