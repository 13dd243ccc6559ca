# seq: from, step, to; -w and -s; nothing to count.
seq 3; seq 2 4; seq 10 -3 1; seq -w 8 10; seq -s, 1 4
seq 5 1; echo $?; seq 1 0.5 2; seq; echo $?; seq x; echo $?
