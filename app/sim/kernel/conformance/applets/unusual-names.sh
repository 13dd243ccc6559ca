# File names with spaces, newlines, leading dashes and bytes.
cd /tmp; mkdir d; cd d; touch -- 'a b' '-n' "q'q" "$(printf 'n\nl')" "$(printf '\303\251')"; ls | od -c | head -3; for f in *; do printf '<%s>\n' "$f"; done; find . -type f -print0 | tr '\0' '\n' | wc -l; rm -- -n; ls | wc -l
