# which, printenv, env, id, whoami, logname, hostid forms.
which sh ls; which nosuch; echo $?; A=b printenv A
printenv NOSUCH; echo $?; id -u; id -un; id user; id -G user
whoami; groups user; id nosuch; echo $?
