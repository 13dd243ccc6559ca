# An image of three layers: a later layer changes, removes and adds; a container writes on top.
cd /tmp; mkdir -p l1/etc l2/etc l3/etc up work root
echo v1 > l1/etc/version; echo keep > l1/etc/base
echo tmp > l1/etc/tmp
echo v2 > l2/etc/version; mknod l2/etc/tmp c 0 0; echo app > l3/app
mount -t overlay image -o lowerdir=l3:l2:l1,upperdir=up,workdir=work root
find root | sort; cat root/etc/version; rm root/etc/base
echo log > root/log; umount root; find up | sort; ls l1/etc
