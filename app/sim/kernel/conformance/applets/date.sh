# date with a fixed input: formats and arithmetic.
date -u -d @0
date -u -d @1000000000 '+%Y-%m-%d %H:%M:%S %j %a %b %u %y'
date -u -d '2024-02-29 12:30:00' +%s
date -u -d 2024-02-29 +%A; date -u -d '2023-01-01 00:00' +%V
date -d nonsense; echo $?; TZ=CET-1 date -d @0 '+%H %Z'
date -u -d @1700000000 -Iseconds; date -u -d @1700000000 -R
date -u -d @86399 +%T
