# Bytes as octal, hexadecimal and characters.
printf 'AB\n\000\377' > /tmp/b; cd /tmp; od b; od -c b; od -An -tx1 b; od -An -tu1 b; hexdump -C b; xxd b; xxd -p b; hexdump b; xxd -r -p <<END | od -c
4142
END
