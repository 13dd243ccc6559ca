# Several here-documents on one line, and in a function.
f() { cat <<A; cat <<B; }
first
A
second $1
B
f x; cat <<X | tr a-z A-Z
piped
X
