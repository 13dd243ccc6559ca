# getopts: options, arguments, errors.
f() { OPTIND=1; while getopts ab:c o; do echo "$o ${OPTARG-none} $OPTIND"; done; shift $((OPTIND-1)); echo "rest $*"; }
f -a -b val x y; f -cab val -- -z; f -q; f -b
g() { OPTIND=1; while getopts :b: o; do echo "$o $OPTARG"; done; }
g -b; g -x
