# ash has no brace expansion.
echo {a,b} x{1..3}
