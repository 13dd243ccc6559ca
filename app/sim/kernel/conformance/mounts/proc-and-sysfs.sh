# The pseudo file systems can be mounted anywhere.
cd /tmp; mkdir p s; mount -t proc proc p; mount -t sysfs sysfs s; cat p/sys/kernel/ostype; ls s | head -3; umount p s; echo $?
