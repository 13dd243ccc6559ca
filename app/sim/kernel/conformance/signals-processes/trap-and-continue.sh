# A trap runs, and the script goes on.
trap 'echo caught' USR1; kill -USR1 $$; echo after
