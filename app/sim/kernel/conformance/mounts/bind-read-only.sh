# A bind mount can be made read-only on its own; the other place stays writable.
cd /tmp; mkdir a b; mount --bind a b; mount -o remount,bind,ro b
touch b/x; echo $?; touch a/x; echo $?; ls b
