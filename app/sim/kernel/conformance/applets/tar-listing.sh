# tar tv shows modes, owners and times.
cd /tmp; mkdir d; echo abc > d/f
touch -d '2020-02-03 04:05:06' d/f d; chown 1000:1000 d/f
tar cf t d; tar tvf t; head -c 100 t | tr -d '\0'; echo
