# A soft limit can be raised up to the hard one; an ordinary user cannot raise that.
su user -c 'ulimit -S -n 10; ulimit -n; ulimit -S -n 20; ulimit -n; ulimit -H -n 15; ulimit -H -n 30; echo $?'
