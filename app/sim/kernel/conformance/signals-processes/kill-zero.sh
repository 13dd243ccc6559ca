# kill -0 asks only whether one may.
sleep 1 & kill -0 $!; echo $?; kill $!; wait $!; kill -0 $! 2>/dev/null; echo $?
