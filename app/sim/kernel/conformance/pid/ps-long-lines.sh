# ps without a terminal cuts nothing; columns behind the command do not fit.
sh -c 'sleep 1; : aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjjkkkkkkkkkk' &
sleep 0.2; ps | grep 'aaa' | grep -v grep | sed 's/.*root/root/'
ps -o args,pid | head -1; ps -o user,args,pid | head -1
kill $!; wait
