/** A command as `jobs` shows it, in ash's spelling. */
import type { Node, Redirection, Word } from "../syntax/ast";

const MAX_LENGTH = 2000;

export function commandText(node: Node): string {
  const text = nodeText(node);
  return text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text;
}

function nodeText(node: Node | undefined): string {
  if (node === undefined) return "";
  switch (node.kind) {
    case "simple": {
      const words = [
        ...node.assignments.map(({ name, value }) => `${name}=${wordText(value)}`),
        ...node.words.map(wordText),
      ];
      return [...words, ...node.redirections.map(redirectionText)].join(" ");
    }
    case "pipeline":
      return node.stages.map(nodeText).join(" | ");
    case "and-or":
      return [
        nodeText(node.first),
        ...node.rest.map((each) => `${each.operator} ${nodeText(each.node)}`),
      ].join(" ");
    case "sequence":
      return node.items.map(nodeText).join("; ");
    case "not":
      return `! ${nodeText(node.body)}`;
    case "background":
    case "redirected":
      return [nodeText(node.body), ...node.redirections.map(redirectionText)].join(" ");
    case "subshell":
      return [`(${nodeText(node.body)})`, ...node.redirections.map(redirectionText)].join(" ");
    case "if": {
      const otherwise = node.otherwise ? `; else ${nodeText(node.otherwise)}` : "";
      return `if ${nodeText(node.test)}; then ${nodeText(node.then)}${otherwise}; fi`;
    }
    case "while":
    case "until":
      return `${node.kind} ${nodeText(node.test)}; do ${nodeText(node.body)}; done`;
    case "for": {
      const words = node.words ? node.words.map((word) => ` ${wordText(word)}`).join("") : ' "$@"';
      return `for ${node.variable} in${words}; do ${nodeText(node.body)}; done`;
    }
    case "case": {
      const items = node.items.map(
        ({ patterns, body }) => `${patterns.map(wordText).join(" | ")}) ${nodeText(body)};; `,
      );
      return `case ${wordText(node.subject)} in ${items.join("")}esac`;
    }
    case "function":
      return `${node.name}() { ${nodeText(node.body)}; }`;
  }
}

function redirectionText(redirection: Redirection): string {
  const fd = redirection.fd;
  if (redirection.kind === "here") return `${fd === 0 ? "" : fd}<<...`;
  const usual = redirection.operator.startsWith("<") ? 0 : 1;
  const number = redirection.operator === "&>" || fd === usual ? "" : String(fd);
  return `${number}${redirection.operator}${wordText(redirection.target)}`;
}

function wordText(word: Word): string {
  let text = "";
  let quoted = false;
  const quote = (on: boolean): void => {
    if (on !== quoted) text += '"';
    quoted = on;
  };
  for (const part of word) {
    quote(part.quoted);
    if (part.kind === "text") text += part.quoted ? part.text.replace(/["$`\\]/g, "\\$&") : part.text;
    else if (part.kind === "command") text += "$(...)";
    else if (part.kind === "arithmetic") text += `$((${wordText(part.expression)}))`;
    else if (part.operator === "length") text += `\${#${part.name}}`;
    else {
      const second = part.second ? `/${wordText(part.second)}` : "";
      text += `\${${part.name}${part.colon ? ":" : ""}${part.operator}${wordText(part.word)}${second}}`;
    }
  }
  quote(false);
  return text;
}
