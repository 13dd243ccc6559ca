# Below a cgroup that has enabled nothing, a cgroup has the core files only (and PSI).
cd /sys/fs/cgroup
mkdir a a/b; cat a/cgroup.subtree_control; ls a/b
