# ( ) is a child: variables and directories do not come back; { } is not.
a=1; cd /; (a=2; cd /tmp; exit 3); echo $? $a $PWD; { a=4; cd /usr; }; echo $a $PWD
