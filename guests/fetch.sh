#!/bin/bash
# usage: fetch.sh <cache folder>
# Puts the packages of packages.txt into the cache folder and checks them. apt keeps its own lists there, so neither root nor
# a change to the system is needed; a package that is already in the cache is only checked.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/apt/lists/partial" "$1/apt/cache/archives/partial"
cd "$1"

key=/usr/share/keyrings/debian-archive-keyring.gpg
cat > apt/sources.list <<END
deb [arch=amd64,i386 signed-by=$key] http://deb.debian.org/debian bookworm main
deb [arch=amd64 signed-by=$key] http://deb.debian.org/debian-security bookworm-security main
deb-src [signed-by=$key] http://deb.debian.org/debian bookworm main
END
apt=(apt-get -q=2 -o "Dir::Etc::sourcelist=$PWD/apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$PWD/apt/lists"
	-o "Dir::Cache=$PWD/apt/cache" -o APT::Architectures::=amd64 -o APT::Architectures::=i386 -o "APT::Sandbox::User=$(id -un)")
updated=

while read -r kind package version _ digest file; do
	if [ ! -f "$file" ]; then
		[ "$updated" ] || "${apt[@]}" update
		updated=yes
		case $kind in
		deb) "${apt[@]}" download "$package=$version" ;;
		src) "${apt[@]}" source --download-only "$package=$version" ;;
		esac
	fi
	echo "$digest  $file" | sha256sum --check --quiet
done < <(grep -v '^#' "$here/packages.txt")
