# trap ERR: after a failing command that nothing tests, with set -E in functions too.
trap 'echo failed $?' ERR
false; (exit 3); false || true; if false; then :; fi; ! true
f() { false; echo in f; return 4; }
f
set -E; f
trap
trap - ERR; false
set -e; trap 'echo last' ERR; false; echo not reached
