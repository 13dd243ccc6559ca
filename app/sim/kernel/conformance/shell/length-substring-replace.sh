# busybox's ash knows ${#x}, ${x:o:n} and ${x/p/r} as well.
x=abcabc; echo ${#x} ${x:2} ${x:1:2} ${x: -2} ${x/b/X} ${x//b/X} ${x/nope/X}
