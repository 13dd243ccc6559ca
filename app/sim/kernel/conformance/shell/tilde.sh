# ~ is the home directory at the beginning of a word and after : in assignments.
echo ~ ~/x "~" a~; p=~:~/bin; echo $p; HOME=/elsewhere; echo ~; echo ~user ~nosuchuser
