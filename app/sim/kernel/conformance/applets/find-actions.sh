# find: -delete, -exec +, -print0, -perm, -newer, -empty.
cd /tmp; mkdir d; touch d/a d/b 'd/c d'; chmod 600 d/a
touch -d '2001-01-01' d/b
find d -type f -print0 | sort -z | tr '\0' '|'; echo
find d -perm 600; find d -type f ! -newer d/b
find d -type f -exec ls {} + | sort; find d -name b -delete
ls d; mkdir d/empty; find d -type d -empty
find d -mindepth 1 -maxdepth 1 -type f -user root | wc -l
