# base64, base32, uuencode: there and back.
printf 'Hello, world' | base64
printf 'Hello, world' | base64 | base64 -d; echo
printf a | base64
printf abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789 | base64
printf hi | base32; printf 'cat\n' | uuencode name
