# Picking a value out of a line of JSON with the tools that there are.
j='{"name":"web","ports":[80,443],"env":{"A":"1"}}'
echo "$j" | sed 's/.*"name":"\([^"]*\)".*/\1/'
echo "$j" | grep -o '"ports":\[[^]]*\]' | tr -cd '0-9,\n'
echo "$j" | tr ',{}' '\n\n\n' | grep -c :
