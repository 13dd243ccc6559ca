# command -v and type say what a word is.
f() { :; }; alias ll='ls -l'
for w in f cd ls ll if nosuch; do command -v $w; echo $?; done
type f cd if nosuch; echo $?
