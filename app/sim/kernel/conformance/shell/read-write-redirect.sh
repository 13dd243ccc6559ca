# <> opens for reading and writing without truncation.
cd /tmp; echo abcdef > f; exec 3<> f; read -n 2 x <&3; echo $x; printf XY 1<> f; cat f
