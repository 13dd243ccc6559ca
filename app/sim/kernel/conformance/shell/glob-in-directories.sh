# Patterns in several parts of a path.
cd /tmp; mkdir -p d1/e d2/e; touch d1/e/f d2/e/g d2/e/.h
echo */e/*; echo d*/e; echo */; echo d1/../d2/e/?
