# tee, split, fold, expand, rev, tac, nl.
cd /tmp; echo x | tee a b; cat a b; echo y | tee -a a; cat a
seq 1 5 | split -l 2; ls x*; cat xab
printf abcdefgh | fold -w 3; echo; printf 'a\tb\n' | expand
printf 'a\tb\n' | expand -t 4; echo abc | rev; seq 1 3 | tac
printf 'a\n\nb\n' | nl
printf '        x\n' | unexpand | od -c | head -1
