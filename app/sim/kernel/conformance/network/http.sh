# wget from httpd in another namespace.
ip netns add a; ip link add v0 type veth peer name v1 netns a
ip addr add 10.0.0.1/24 dev v0; ip link set v0 up
ip -n a addr add 10.0.0.2/24 dev v1; ip -n a link set v1 up
mkdir /tmp/www; echo "<p>hi</p>" > /tmp/www/index.html
ip netns exec a httpd -f -p 80 -h /tmp/www &
sleep 0.1
wget -q -O - http://10.0.0.2/
wget -q -O - http://10.0.0.2/nothere; echo $?
wget -q -O /tmp/i http://10.0.0.2/index.html && cmp /tmp/i /tmp/www/index.html && echo equal
kill $!
