# A pipeline's status is its last command's; with pipefail the last that failed.
false | true; echo $?; true | false; echo $?; set -o pipefail
false | true; echo $?; (exit 3) | (exit 4) | true; echo $?
