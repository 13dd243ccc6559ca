# Owner, group and others; root ignores them, but needs one x bit.
cd /tmp; echo x > f; chown user:user f
t() { su user -c "cat /tmp/f >/dev/null 2>&1 && echo r; [ -w /tmp/f ] && echo w; [ -x /tmp/f ] && echo x; true" | tr -d '\n'; echo " $1"; }
for m in 000 400 600 755 077; do chmod $m f; t $m; done
chmod 000 f; cat f; [ -x f ]; echo $?; ./f; echo $?
