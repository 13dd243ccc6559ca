# . reads a file in the same shell; return leaves it.
cd /tmp
echo 'x=sourced; echo "args $*"; return 5; echo no' > lib
. ./lib; echo $? $x; . ./nothere; echo "not reached"
