# diff and cmp: formats and statuses.
cd /tmp; printf 'a\nb\nc\n' > x; printf 'a\nB\nc\nd\n' > y
diff -L x -L y -u x y; echo $?; diff x x; echo $?
diff -q x y; cmp x y; echo $?; cmp -s x y; echo $?
cmp x nofile; echo $?; mkdir p q; cp x p; cp y q/x
diff -rq p q; diff x nofile; echo $?
