# How the set-id and sticky bits are shown.
cd /tmp; touch f
for m in 4755 4644 2755 2644 1755 1754 7777 7000; do chmod $m f; stat -c %A f; done
