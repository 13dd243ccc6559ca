# read -n, -d, -p, -t.
printf abcdef | { read -n 3 x; echo $x; }
printf 'a,b' | { read -d , x; echo $x; }
echo v | { read -p 'prompt> ' x; echo $x; }
sleep 1 | { read -t 0.1 x; echo $?; }
