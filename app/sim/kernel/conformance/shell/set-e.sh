# set -e ends the shell at the first command that fails, except where its status is looked at.
sh -ec 'if false; then :; fi; false || true; ! true; false | true; echo reached; false; echo not reached'; echo $?
sh -ec 'f() { false; echo in f; }; f || echo handled; f; echo no'; echo $?
sh -ec 'x=$(false); echo no'; echo $?
sh -ec '(exit 3); echo no'; echo $?
