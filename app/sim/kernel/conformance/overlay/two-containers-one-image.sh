# Two overlays over one lower do not see each other's changes.
cd /tmp; mkdir l u1 w1 m1 u2 w2 m2; echo image > l/f
mount -t overlay c1 -o lowerdir=l,upperdir=u1,workdir=w1 m1
mount -t overlay c2 -o lowerdir=l,upperdir=u2,workdir=w2 m2
echo one > m1/f; rm m2/f; touch m2/two; cat m1/f; ls m1 m2; cat l/f
