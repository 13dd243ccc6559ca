# An HTTP request typed into nc.
ip link set lo up; mkdir /tmp/www
echo content > /tmp/www/f.txt; httpd -f -p 8080 -h /tmp/www &
sleep 0.1
printf 'GET /f.txt HTTP/1.0\r\n\r\n' | nc 127.0.0.1 8080 | tr -d '\r' | grep -v -E '^(Date|Last-Modified|ETag):'
kill $!
