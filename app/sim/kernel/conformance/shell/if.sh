# if, elif, else, and the status of an if that ran nothing.
if false; then echo a; elif true; then echo b; else echo c; fi
if false; then echo no; fi; echo $?
if ! [ 1 -gt 2 ]; then echo d; fi
