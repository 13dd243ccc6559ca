# A script that removes its temporary directory however it ends.
sh -c 'd=$(mktemp -d); trap "rm -r $d; echo cleaned" EXIT; echo $d > /tmp/name; touch $d/x; false; exit 3'; echo $?; [ -e "$(cat /tmp/name)" ] || echo gone
