# In a file the line is named; commands before the error have run.
printf 'echo one\necho two\nfi\necho three\n' > /tmp/s; sh /tmp/s; echo $?; sh /tmp/nothere; echo $?
