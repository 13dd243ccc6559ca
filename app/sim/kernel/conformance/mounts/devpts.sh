# A new instance of devpts starts empty.
mkdir /tmp/d; mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts /tmp/d; ls /tmp/d; stat -c '%A %t %T' /tmp/d/ptmx
