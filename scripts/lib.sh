# shellcheck shell=bash
# Shared by the scripts beside it: source it, do not run it.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '== %s\n' "$*"; }
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "needs root or sudo to run: $*"
  fi
}

# packages_for PURPOSE...: their names in scripts/packages.
packages_for() {
  local purpose package _
  while read -r purpose package _; do
    case " $* " in *" $purpose "*) echo "$package" ;; esac
  done <scripts/packages
}

# missing PACKAGE...: those that are not wholly installed.
missing() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -Wf '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

# need PURPOSE...: installs what is missing; without anything missing, apt is not called.
need() {
  command -v dpkg-query >/dev/null ||
    die "installs Debian packages; elsewhere install the equivalents of scripts/packages and use cmake --preset release"
  local wanted lacking
  wanted=$(packages_for "$@")
  # shellcheck disable=SC2086  # a list of words
  lacking=$(missing $wanted)
  if [ -z "$lacking" ]; then
    say "packages: all there"
    return
  fi
  say "packages: installing ${lacking//$'\n'/ }"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
  as_root dpkg --configure -a
  as_root "${apt[@]}" update
  # shellcheck disable=SC2086
  as_root "${apt[@]}" install -y --no-install-recommends $lacking >/dev/null ||
    die "apt did not install everything; its message is above, and running this again goes on from there"
  # shellcheck disable=SC2086
  lacking=$(missing $lacking)
  [ -z "$lacking" ] || die "still missing after apt: ${lacking//$'\n'/ }"
}

cores() { nproc; }

# build PRESET [CMAKE-BUILD-ARGUMENT...]: configures once, then builds what changed.
build() {
  local preset=$1
  shift
  if [ ! -f "build/$preset/build.ninja" ]; then
    say "configuring build/$preset"
    cmake --preset "$preset" --log-level=WARNING
  fi
  say "building build/$preset"
  cmake --build --preset "$preset" -j "$(cores)" "$@"
}

# run_tests PRESET [CTEST-ARGUMENT...]: ends with one line that counts. Labels of tests: long (left
# to --full) and native (valgrind and the like, which cannot run a sanitized program).
run_tests() {
  local preset=$1 junit status=0
  shift
  junit=$PWD/build/$preset/tests.xml
  rm -f "$junit"
  say "testing build/$preset"
  ctest --preset "$preset" -j "$(cores)" --output-junit "$junit" "$@" || status=$?
  summarise "$junit"
  return "$status"
}

summarise() {
  [ -f "$1" ] || die "ctest wrote no results"
  local total failed skipped disabled
  total=$(count tests "$1") failed=$(count failures "$1")
  skipped=$(count skipped "$1") disabled=$(count disabled "$1")
  skipped=$((skipped + disabled))
  [ "$total" -gt 0 ] || die "no test ran"
  echo "vapa: $((total - failed - skipped)) passed, $failed failed, $skipped skipped"
}

# count ATTRIBUTE FILE: of the test suite, the first element of the file.
count() { sed -n "s/^[[:space:]]*$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1; }
