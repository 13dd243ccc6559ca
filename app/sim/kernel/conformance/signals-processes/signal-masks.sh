# Ignored and caught signals as bit masks.
trap '' HUP INT; trap 'echo' USR1 TERM
grep -E '^Sig(Ign|Cgt)' /proc/$$/status; sleep 0.1 &
grep -E '^Sig(Ign|Cgt)' /proc/$!/status; wait
