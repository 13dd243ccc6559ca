import { KEYWORDS } from "../syntax/characters";

/** Text in single quotes, as ash prints values: 'it'"'"'s'. */
export function singleQuote(text: string): string {
  let result = "";
  let rest = text;
  do {
    const plain = /^[^']*/.exec(rest)?.[0] ?? "";
    result += `'${plain}'`;
    rest = rest.slice(plain.length);
    const quotes = /^'*/.exec(rest)?.[0] ?? "";
    if (quotes === "") break;
    result += `"${quotes}"`;
    rest = rest.slice(quotes.length);
  } while (rest !== "");
  return result;
}

/** Quoted only where the shell would read it otherwise: words of a trace. */
export function quoteIfNeeded(text: string): string {
  return /^[A-Za-z0-9\]_\-+,./:@^]*$/.test(text) && !KEYWORDS.has(text) ? text : singleQuote(text);
}
