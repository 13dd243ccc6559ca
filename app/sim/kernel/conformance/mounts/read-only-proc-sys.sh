# A container's /proc/sys is a read-only bind mount of itself.
unshare --mount --uts sh -c '
  mount --bind /proc/sys /proc/sys; mount -o remount,bind,ro /proc/sys
  echo x > /proc/sys/kernel/hostname; echo $?
'
