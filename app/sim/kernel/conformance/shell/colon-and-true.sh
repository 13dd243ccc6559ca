# Null commands and redirections alone.
cd /tmp; : > empty; > empty2; ls empty empty2
: ${x:=assigned}; echo $x; if :; then echo yes; fi; a=1 b=2
echo $a$b
