# find: names, types, sizes, depth, exec, pruning.
cd /tmp; mkdir -p d/e/f; touch d/a.txt d/e/b.txt d/e/f/c.log
ln -s a.txt d/l; echo 12345 > d/big; find d | sort
find d -name '*.txt' | sort; find d -type d | sort
find d -type l; find d -maxdepth 1 -type f | sort
find d -name '*.log' -exec echo found {} \;
find d -size +0 -type f
find d -name e -prune -o -type f -print | sort
find d ! -name '*.txt' -type f | sort; find nodir; echo $?
