# A small program of the kind that people write: a configuration file, read line by line.
cat > /tmp/conf <<'END'
# comment
name = web
memory=64

 ports = 80,443 
END
while IFS='=' read -r k v; do
  k=$(echo $k); v=$(echo $v)
  case $k in ''|\#*) continue;; esac
  echo "$k -> $v"
done < /tmp/conf
