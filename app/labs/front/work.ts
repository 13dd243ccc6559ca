/** What is typed into each of the three at its prompt: which kernel answers, and who else is there. */
export const WORK = "uname -sr; ps | head -6";
