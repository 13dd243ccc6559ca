# A redirection that fails: the command does not run.
echo x > /nosuch/f; echo $?; cat < /nothere; echo $?; { echo no; } < /nothere; echo $?; echo after
