# Local variables are seen by functions that are called; unset and local.
a() { local v=one; b; echo "a: $v"; }
b() { echo "b sees $v"; v=two; }; v=global; a; echo $v
c() { local v; echo "[${v-unset}]"; }; c
return_test() { return; }; false; return_test; echo $?
