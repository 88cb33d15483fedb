# Shared by the tests of the examples, which source it as `. ../testing.sh` in a folder of their own:
#   examples/NAME/test path/to/cairn
# Sets cairn (its path), name (of the example), work (a folder that is removed at the end), and goes to the example.
set -euo pipefail
cairn=$(realpath "${1:?give the path of cairn}")
cd "$(dirname "$0")"
name=$(basename "$PWD")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$name: $*" >&2; exit 1; }

# expect STATUS command...: the output is in $work/out.
expect() {
  local want=$1 status=0
  shift
  "$@" > "$work/out" 2>&1 || status=$?
  ((status == want)) || fail "exit status $status in place of $want from: $*"$'\n'"$(cat "$work/out")"
}

# shows TEXT: it is in the output of the last `expect`.
shows() { grep -qF -- "$1" "$work/out" || fail "not in the output: $1"$'\n'"$(cat "$work/out")"; }
