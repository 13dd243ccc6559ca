# A container with its own network, reached through a bridge from the host and from another container.
ip link add br0 type bridge; ip addr add 172.17.0.1/24 dev br0; ip link set br0 up
for i in 2 3; do ip netns add c$i; ip link add h$i type veth peer name eth0 netns c$i; ip link set h$i master br0 up
  ip -n c$i addr add 172.17.0.$i/24 dev eth0; ip -n c$i link set eth0 up; ip -n c$i link set lo up; ip -n c$i route add default via 172.17.0.1; done
mkdir /tmp/www; echo "from c2" > /tmp/www/index.html
ip netns exec c2 httpd -f -p 80 -h /tmp/www & sleep 0.1
wget -q -O - http://172.17.0.2/; ip netns exec c3 wget -q -O - http://172.17.0.2/
ip netns exec c3 wget -q -O - http://172.17.0.1/; echo $?; kill $!
