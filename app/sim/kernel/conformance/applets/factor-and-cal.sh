# Small number programs: factor, shuf with one choice, cal.
factor 12 97 1 1001; echo only | shuf; seq 1 5 | shuf | sort; cal 2 2024; yes no | head -2
