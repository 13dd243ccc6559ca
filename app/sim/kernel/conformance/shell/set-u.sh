# set -u makes an unset variable an error.
sh -uc 'echo "${x-fine}"; echo $x; echo no'; echo $?
sh -uc 'echo "[$*]" $#; echo $1; echo no'; echo $?
