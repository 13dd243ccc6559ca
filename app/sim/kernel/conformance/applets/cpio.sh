# cpio: archives in newc format.
cd /tmp; mkdir -p d; echo one > d/1; echo two > d/2
find d | sort | cpio -o -H newc > a 2>/dev/null
cpio -t < a 2>/dev/null; mkdir o; cd o
cpio -id < ../a 2>/dev/null; cat d/1 d/2
