# * ? [ ] match file names; without a match the pattern stays.
cd /tmp; touch a1 a2 b1 .hidden 'sp ace'; echo *; echo a?
echo [ab]1; echo [!a]*; echo x*; echo .h*; echo "a*"; set -f
echo *
