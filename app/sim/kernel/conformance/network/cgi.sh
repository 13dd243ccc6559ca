# httpd runs programs in cgi-bin.
ip link set lo up; mkdir -p /tmp/www/cgi-bin
printf '#!/bin/sh\nprintf "Content-Type: text/plain\\r\\n\\r\\n"; echo "$REQUEST_METHOD $QUERY_STRING"\n' > /tmp/www/cgi-bin/q
chmod 755 /tmp/www/cgi-bin/q; httpd -f -p 8080 -h /tmp/www &
sleep 0.1
wget -q -O - 'http://127.0.0.1:8080/cgi-bin/q?a=1'; kill $!
