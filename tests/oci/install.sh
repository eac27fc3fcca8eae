#!/bin/sh
# Unpacks Debian's registry into a folder of ours: nothing is installed, no service is started.
# Where that cannot be, tests that need a registry say so and are skipped.
set -u
target=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
get() { (cd "$work" && apt-get download -qq docker-registry) >/dev/null 2>&1; }
if command -v docker-registry >/dev/null; then
  mkdir -p "$target"
elif ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  echo "no registry for the tests: there is neither docker-registry on the path, nor apt-get"
elif get || { apt-get update -qq >/dev/null 2>&1 && get; }; then
  dpkg-deb -x "$work"/docker-registry_*.deb "$target"
else
  echo "no registry for the tests: apt-get download docker-registry failed"
fi
