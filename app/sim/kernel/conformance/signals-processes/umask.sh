# The umask takes bits away from new files and directories.
cd /tmp; umask; touch a; mkdir b; umask 077; touch c; mkdir d
stat -c '%n %a' a b c d; umask -S
(umask 0; touch e; stat -c %a e); umask
