# ip netns identify and pids; a bind mount in /run/netns holds the namespace.
ip netns add a; ip netns exec a sleep 0.5 & sleep 0.1; [ "$(ip netns pids a)" = $! ] && echo "its pid"; ip netns identify $!; ls /run/netns; wait; ip netns del a; ls /run/netns | wc -l
