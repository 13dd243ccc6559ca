/** Field splitting by IFS. */
import { BREAK, byteAt, EXISTS, EXPANDED } from "./marked-text";

const isBlank = (byte: string): boolean => byte === " " || byte === "\t" || byte === "\n";

/**
 * Splits marked text into fields, still marked. Blanks of IFS around a separator belong to it; other characters of IFS each end a
 * field; a separator at the very end makes no empty field.
 */
export function splitFields(marked: string, ifs: string): string[] {
  const fields: string[] = [];
  let field = "";
  let exists = false;
  const end = (): void => {
    fields.push(field);
    field = "";
    exists = false;
  };
  for (let i = 0; i < marked.length; i++) {
    const c = marked[i] as string;
    if (c === EXISTS) exists = true;
    else if (c === BREAK) {
      if (exists || field !== "") end();
      else exists = false;
    } else if (separates(marked, i, ifs)) {
      let sharp = !isBlank(byteAt(marked, i));
      while (i + 1 < marked.length && separates(marked, i + 1, ifs)) {
        if (!isBlank(byteAt(marked, i + 1))) {
          if (sharp) break;
          sharp = true;
        }
        i++;
      }
      if (sharp || exists || field !== "") end();
    } else {
      const from = i;
      while (i + 1 < marked.length && marked.charCodeAt(i + 1) < 0x400 && !separates(marked, i + 1, ifs)) i++;
      field += marked.slice(from, i + 1);
      exists = true;
    }
  }
  if (exists) end();
  return fields;
}

function separates(marked: string, index: number, ifs: string): boolean {
  const code = marked.charCodeAt(index);
  return code < 0x400 && (code & EXPANDED) !== 0 && ifs.includes(byteAt(marked, index));
}
