# What an applet prints when it is used wrongly.
rmdir; echo $?; mkdir; echo $?; cat --nosuch; echo $?; touch; echo $?; sleep --help; echo $?
