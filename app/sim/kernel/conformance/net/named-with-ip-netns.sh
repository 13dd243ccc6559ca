# ip netns keeps namespaces by name.
ip netns add blue; ip netns add red; ip netns | sort
ip netns exec blue ip -o link | wc -l; ip netns add blue; echo $?
ip netns del red; ip netns; ip netns exec red true; echo $?
