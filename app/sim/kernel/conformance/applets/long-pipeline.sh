# A pipeline of many programs: the most frequent words.
printf 'the cat and the dog and the bird\nThe end.\n' | tr -cs 'A-Za-z' '\n' | tr A-Z a-z | sort | uniq -c | sort -k1,1nr -k2 | head -3 | awk '{print $2": "$1}'
