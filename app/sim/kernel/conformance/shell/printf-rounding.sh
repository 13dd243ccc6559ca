# printf: rounding to even, what it takes for numbers, and the formats it does not have.
printf '%.0f %.0f %.0f %.2f %.1f\n' 0.5 1.5 2.5 0.125 0.25
printf '%d\n' 9223372036854775807; printf '%d\n' 9223372036854775808; echo $?
printf '%u\n' 18446744073709551615; printf '%e\n' inf nan
printf '%z\n'; echo $?; printf '%5b|\n' a; echo $?; printf '%jd\n' 3; echo $?
printf 'x' > /dev/full; echo $?; echo x > /dev/full; echo $?; pwd > /dev/full; echo $?
