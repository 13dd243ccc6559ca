# Division by zero and syntax errors in arithmetic end the (sub)shell.
(echo $((1/0)); echo no); echo $?; (echo $((1+)); echo no); echo $?
(echo $((08)); echo no); echo $?
