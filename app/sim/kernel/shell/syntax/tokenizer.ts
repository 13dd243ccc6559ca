import type { Redirection, Word } from "./ast";
import { KEYWORDS } from "./characters";
import { plainText } from "./part-list";
import { END } from "./source";
import { WordReader } from "./word-reader";

export type FileOperator = Extract<Redirection, { kind: "file" }>["operator"];
export type RedirectionOperator = FileOperator | "<&" | ">&" | "<<" | "<<-";

export type Token =
  | { readonly kind: "word"; readonly word: Word; readonly plain: string | undefined }
  | { readonly kind: "keyword"; readonly text: string; readonly word: Word }
  | { readonly kind: "operator"; readonly text: ";" | "&" | "&&" | "||" | "|" | "(" | ")" | ";;" | "\n" }
  | { readonly kind: "redirection"; readonly operator: RedirectionOperator; readonly fd: number }
  | { readonly kind: "end" };

/** What the grammar allows at the place of the next token. */
export interface Expectation {
  readonly newlines?: boolean;
  readonly keywords?: boolean;
  readonly aliases?: boolean;
}

export const COMMAND: Expectation = { keywords: true, aliases: true };
export const COMMAND_OR_NEWLINE: Expectation = { newlines: true, keywords: true, aliases: true };
export const KEYWORD_OR_NEWLINE: Expectation = { newlines: true, keywords: true };
export const PLAIN: Expectation = {};

const REDIRECTIONS: readonly RedirectionOperator[] = ["<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">"];

/** A token in ash's error messages. */
export function describeToken(token: Token): string {
  if (token.kind === "end") return "end of file";
  if (token.kind === "redirection") return "redirection";
  if (token.kind === "word") return "word";
  return token.text === "\n" ? "newline" : `"${token.text}"`;
}

/** Cuts the source into tokens. One token can be put back. */
export abstract class Tokenizer extends WordReader {
  protected pushed: Token | undefined;
  /** Whether the latest word comes right after an alias whose text ends in a blank. */
  private followsBlankAlias = false;
  /** Texts of aliases by name. */
  protected abstract aliasText(name: string): string | undefined;
  /** Reads the here-documents that were announced on the line that just ended. */
  protected abstract readHereDocuments(): void;

  protected putBack(token: Token): void {
    this.pushed = token;
  }

  protected token(expectation: Expectation): Token {
    let aliases = expectation.aliases === true;
    for (;;) {
      let token = this.pushed ?? this.rawToken();
      this.pushed = undefined;
      if (expectation.newlines === true)
        while (token.kind === "operator" && token.text === "\n") {
          this.readHereDocuments();
          token = this.rawToken();
        }
      aliases ||= this.followsBlankAlias;
      if (token.kind !== "word" || token.plain === undefined) return token;
      if (expectation.keywords === true && KEYWORDS.has(token.plain))
        return { kind: "keyword", text: token.plain, word: token.word };
      const text = aliases && !this.source.isExpanding(token.plain) ? this.aliasText(token.plain) : undefined;
      if (text === undefined) return token;
      this.source.pushAlias(token.plain, text);
    }
  }

  protected peek(expectation: Expectation): Token {
    const token = this.token(expectation);
    this.pushed = token;
    return token;
  }

  private rawToken(): Token {
    const source = this.source;
    this.skipBlanks();
    this.followsBlankAlias = source.aliasMayFollow;
    source.aliasMayFollow = false;
    const c = source.peek();
    if (c === END) return { kind: "end" };
    if (c === "\n") return this.operatorToken("\n");
    if (c === "&") {
      if (source.follows("&&")) return this.operatorToken("&&");
      if (source.follows("&>")) {
        source.skip(2);
        return { kind: "redirection", operator: "&>", fd: 1 };
      }
      return this.operatorToken("&");
    }
    if (c === "|") return this.operatorToken(source.follows("||") ? "||" : "|");
    if (c === ";") return this.operatorToken(source.follows(";;") ? ";;" : ";");
    if (c === "(" || c === ")") return this.operatorToken(c);
    if (c === "<" || c === ">") return this.redirectionToken(undefined);
    const word = this.readWord();
    const plain = plainText(word);
    const after = source.peek();
    if (plain !== undefined && /^[0-9]{1,9}$/.test(plain) && (after === "<" || after === ">"))
      return this.redirectionToken(Number(plain));
    return { kind: "word", word, plain };
  }

  private operatorToken(text: Extract<Token, { kind: "operator" }>["text"]): Token {
    this.source.skip(text.length);
    return { kind: "operator", text };
  }

  private redirectionToken(fd: number | undefined): Token {
    const operator = REDIRECTIONS.find((each) => this.source.follows(each)) as RedirectionOperator;
    this.source.skip(operator.length);
    return { kind: "redirection", operator, fd: fd ?? (operator.startsWith("<") ? 0 : 1) };
  }

  private skipBlanks(): void {
    const source = this.source;
    for (;;) {
      const c = source.peek();
      if (c === " " || c === "\t") source.next();
      else if (c === "#") while (source.peek() !== "\n" && source.peek() !== END) source.next();
      else if (c === "\\" && source.follows("\\\n")) source.skip(2);
      else return;
    }
  }
}
