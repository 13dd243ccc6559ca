# ls: plain, one per line, all, long, directories, types, sorting.
cd /tmp; mkdir d; cd d; mkdir sub; echo hello > b; touch .h
ln -s b a; chmod 755 b; touch -d '2020-03-04 05:06' b; ls
ls -a; ls -A; ls -1F; ls -ld b | tr -s ' '
ls -l a | tr -s ' ' | cut -d' ' -f1-5,9-; ls -d .; ls -r
ls sub; ls nofile; echo $?; ls -S; ls -p
