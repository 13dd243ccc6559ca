/** Any byte string as one word of a POSIX shell. Zero bytes, which no word can hold, are an error of the caller. */
export function quote(text: string): string {
  if (text.includes("\0")) throw new RangeError("a zero byte cannot be in a shell's word");
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
