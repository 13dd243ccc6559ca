# env sets and clears the environment of a program.
A=1 env | grep ^A=; env -i sh -c 'echo "${HOME-unset} $PATH"'
env -u HOME sh -c 'echo ${HOME-unset}'; export B=2
sh -c 'echo $B'; C=3; sh -c 'echo "${C-unset}"'
