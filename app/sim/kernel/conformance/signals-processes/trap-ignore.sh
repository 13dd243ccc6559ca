# An ignored signal is ignored by children too.
trap '' TERM; sh -c 'kill -TERM $$; echo survived'; echo $?
