# What trap and kill say about signals that do not exist.
trap 'x' NOSUCH; echo $?; kill -NOSUCH $$; echo $?; kill -l 9; kill -l TERM
