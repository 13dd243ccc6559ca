# A shell without an environment exports PATH of its own.
env -i sh -c env
env -i A=1 sh -c 'echo $A $PATH'
type -p ls; type -x cd
