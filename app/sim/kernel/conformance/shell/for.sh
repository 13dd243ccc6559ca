# for with a list, without one, over "$@"; break and continue with a level.
for i in 1 2 3; do echo $i; done | tr '\n' ' '; echo
set -- x 'y z'; for i; do echo "[$i]"; done
for i in; do echo no; done
for a in 1 2 3; do for b in 1 2 3; do [ $b = 2 ] && continue 2; [ $a = 3 ] && break 2; echo $a$b; done; done
