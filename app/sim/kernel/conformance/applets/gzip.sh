# gzip and gunzip round trips, zcat, bad data.
cd /tmp; seq 1 1000 > f; sha256sum < f; gzip f; ls f*
zcat f.gz | tail -1; gunzip f.gz; sha256sum < f
echo text | gzip | gunzip; echo not | gunzip; echo $?
gzip nofile; echo $?
