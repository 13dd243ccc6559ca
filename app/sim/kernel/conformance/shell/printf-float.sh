# printf with floating point.
printf '%.2f %e %g %G\n' 3.14159 1234.5 0.0001 1e10
printf '%8.3f|%-8.1f|\n' 2.5 2.5; printf '%f\n' x; echo $?
