/** Inputs of an experiment as fields: what is usual, what is allowed, and how they stand in an address. Pure. */

interface Field {
  readonly name: string;
  readonly label: string;
}

/** A whole number. */
export interface NumberInput extends Field {
  readonly kind: "number";
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

export interface Choice {
  readonly id: string;
  readonly label: string;
}

/** One of a few. */
export interface ChoiceInput extends Field {
  readonly kind: "choice";
  readonly choices: readonly Choice[];
  readonly usual: string;
}

/** Some of a few, at least one: their names with commas between, in their order; "all" for all of them. */
export interface SeveralInput extends Field {
  readonly kind: "several";
  readonly choices: readonly Choice[];
  readonly usual: string;
}

export type InputField = NumberInput | ChoiceInput | SeveralInput;
export type InputValue = number | string;
export type Inputs = Readonly<Record<string, InputValue>>;

const ALL = "all";

/** Which of the choices a value names. */
export const chosenOf = ({ choices }: SeveralInput, value: InputValue | undefined): readonly string[] => {
  const ids = choices.map(({ id }) => id);
  return value === ALL ? ids : ids.filter((id) => String(value).split(",").includes(id));
};

export const severalText = ({ choices }: SeveralInput, chosen: readonly string[]): string =>
  choices.every(({ id }) => chosen.includes(id))
    ? ALL
    : choices
        .filter(({ id }) => chosen.includes(id))
        .map(({ id }) => id)
        .join(",");

export function fits(field: InputField, value: InputValue): boolean {
  switch (field.kind) {
    case "number":
      return (
        typeof value === "number" && Number.isInteger(value) && value >= field.least && value <= field.most
      );
    case "choice":
      return field.choices.some(({ id }) => id === value);
    case "several":
      return value !== "" && value === severalText(field, chosenOf(field, value));
  }
}

/** The value that an address writes so, or undefined. */
export function readValue(field: InputField, text: string): InputValue | undefined {
  const value = field.kind !== "number" ? text : /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return fits(field, value) ? value : undefined;
}

/** "a whole number from 1 to 10,000"; "one of 4k, 128k". */
export function allowedWords(field: InputField): string {
  switch (field.kind) {
    case "number":
      return `a whole number from ${field.least.toLocaleString("en")} to ${field.most.toLocaleString("en")}`;
    case "choice":
      return `one of ${field.choices.map(({ id }) => id).join(", ")}`;
    case "several":
      return `${ALL}, or some of these in this order, with commas between: ${field.choices.map(({ id }) => id).join(",")}`;
  }
}
