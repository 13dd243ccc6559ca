# Here-documents expand, unless the word is quoted; <<- takes leading tabs away.
a=value
cat <<END
a is $a, $((1+1)), $(echo sub), \$a
END
cat <<'END'
a is $a \n
END
cat <<-END
	tab gone
		both gone
	END
