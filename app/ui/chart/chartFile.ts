/** A chart of the page as a file: a drawing by itself, with its title and caption, on light paper whatever the page's theme. */
import { linesOf } from "./lettering";

interface ChartFile {
  readonly title: string;
  readonly caption: string;
  /** Of the figures in it. */
  readonly origins: string;
}

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 24;
const TITLE = { size: 18, line: 24, weight: "600" };
const CAPTION = { size: 12, line: 17, weight: "400" };
/** Of a picture, to a unit of the drawing. */
const PIXELS = 2;

/** The drawing as a document of its own: no property of the page is left in it. */
export function svgOf(chart: SVGSVGElement, { title, caption, origins }: ChartFile): string {
  const { width, height } = chart.viewBox.baseVal;
  const file = document.createElementNS(SVG, "svg");
  let y = MARGIN;
  const write = (text: string, style: typeof TITLE) => {
    for (const line of linesOf(text, width, style.size)) {
      y += style.line;
      const element = document.createElementNS(SVG, "text");
      element.setAttribute("x", String(MARGIN));
      element.setAttribute("y", String(y - 6));
      element.setAttribute("font-size", String(style.size));
      element.setAttribute("font-weight", style.weight);
      element.setAttribute("fill", style === TITLE ? "var(--ink)" : "var(--ink-soft)");
      element.textContent = line;
      file.append(element);
    }
  };
  write(title, TITLE);
  write(caption, CAPTION);
  const inner = chart.cloneNode(true) as SVGSVGElement;
  inner.removeAttribute("class");
  for (const [name, value] of Object.entries({ x: MARGIN, y: y + 12, width, height }))
    inner.setAttribute(name, String(value));
  y += 12 + height;
  write(origins, CAPTION);
  const [wide, high] = [width + 2 * MARGIN, y + MARGIN];
  const paper = document.createElementNS(SVG, "rect");
  paper.setAttribute("width", "100%");
  paper.setAttribute("height", "100%");
  paper.setAttribute("fill", "var(--paper)");
  file.prepend(paper);
  file.append(inner);
  file.setAttribute("viewBox", `0 0 ${wide} ${high}`);
  file.setAttribute("width", String(wide));
  file.setAttribute("height", String(high));
  file.setAttribute("font-family", "var(--sans)");
  return resolved(new XMLSerializer().serializeToString(file));
}

/** With the values of the page's properties, as they are on light paper. */
function resolved(svg: string): string {
  const probe = document.createElement("span");
  probe.style.colorScheme = "light";
  document.body.append(probe);
  const known = new Map<string, string>();
  const valueFor = (property: string): string => {
    probe.style.color = `var(${property})`;
    probe.style.fontFamily = `var(${property})`;
    const { color, fontFamily } = getComputedStyle(probe);
    return property === "--sans" ? fontFamily.replaceAll('"', "'") : color;
  };
  try {
    return svg.replaceAll(/var\((--[\w-]+)\)/g, (_, property: string) => {
      const value = known.get(property) ?? valueFor(property);
      known.set(property, value);
      return value;
    });
  } finally {
    probe.remove();
  }
}

/**
 * The drawing as a picture.
 * @throws Error where the browser cannot draw it.
 */
export async function pngOf(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * PIXELS;
    canvas.height = image.naturalHeight * PIXELS;
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("This browser gives no canvas to draw the picture on.");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob === null) throw new Error("This browser cannot write a picture of that size. SVG works.");
    return blob;
  } finally {
    URL.revokeObjectURL(url);
  }
}
