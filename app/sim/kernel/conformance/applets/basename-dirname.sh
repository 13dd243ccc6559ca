# Parts of paths.
basename /a/b/c.txt .txt; basename /; basename a/
dirname /a/b; dirname a; dirname /; dirname a/b/; basename ''
basename -a x/y z/w; basename a a
