# unshare --wd changes the working directory of the program.
unshare --mount --wd=/usr sh -c 'pwd'
