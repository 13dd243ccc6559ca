# IFS says where words are split; other characters than space keep empty words.
IFS=:; a='x::y:'; set -- $a; echo $#
for w in "$@"; do echo "[$w]"; done; IFS=' :'; a=' x : y '
set -- $a; echo $#
