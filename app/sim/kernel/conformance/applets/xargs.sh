# xargs: -n, -I, -0, empty input, statuses.
seq 1 5 | xargs; seq 1 5 | xargs -n 2 echo
printf 'a b\nc\n' | xargs -I{} echo '<{}>'
printf 'x y\0z\0' | xargs -0 -n 1 echo
printf '' | xargs echo empty; printf '' | xargs -r echo never
echo 1 | xargs false; echo $?; echo 1 | xargs nosuch; echo $?
echo "a 'b c' d" | xargs -n 1
