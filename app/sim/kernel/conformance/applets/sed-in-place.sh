# sed -i edits files; -n with p; & and special characters in the replacement.
cd /tmp; echo 'path=/usr/lib' > f; sed -i 's|/usr|/opt|' f
cat f; sed 's/lib/[&]/' f; sed 's/\//\\/g' f
sed -e 's/a/b/' -e 's/b/c/' f; sed 's/nosuch//' nofile; echo $?
echo x | sed 's/x'; echo $?
