# Digests of known text, and checking them.
cd /tmp; printf abc > f; md5sum f; sha1sum f; sha256sum f
sha512sum f; sha3sum f; cksum f; sum f; sha256sum f > s
sha256sum -c s; echo x >> f; sha256sum -c s; echo $?
printf '' | sha256sum; crc32 f
