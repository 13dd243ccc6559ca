# awk: division by zero, syntax errors, missing files.
awk 'BEGIN{print 1/0}'; echo $?; awk 'BEGIN{print (}'; echo $?
awk '{print}' /nofile; echo $?
awk 'BEGIN{print 1e3, 0x10, "3x"+1, 10%3, 2^10, 1==1.0, "a"<"b", -7%3, 1/3, 100000*100000, 2^53}'
