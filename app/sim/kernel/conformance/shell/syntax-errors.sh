# What the shell says about text that is no program, and its status: 2.
for s in 'if' 'echo (' ')' 'for do' 'case x in' '"open' 'a | | b' 'fi' '{ echo' 'x=(1 2)' '<<' 'while true; done'; do sh -c "$s"; echo $?; done
