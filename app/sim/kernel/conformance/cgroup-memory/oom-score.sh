# oom_score_adj: range, inheritance, and who may lower it.
cat /proc/self/oom_score_adj
sh -c 'echo 500 > /proc/self/oom_score_adj; cat /proc/self/oom_score_adj'
sh -c 'echo 300 > /proc/$$/oom_score_adj; sh -c "cat /proc/self/oom_score_adj; echo 1001 > /proc/self/oom_score_adj; echo \$?"'
su user -c 'echo -5 > /proc/self/oom_score_adj; echo $?'
