// The few things the page does to its document. Text goes in as text only: much of it comes from
// outside the desk.

type Child = Node | string | undefined;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children) if (child !== undefined) element.append(child);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...children: Node[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Writes only what changed: the document is told of new figures up to ten times a second. */
export function setText(element: Element, text: string): boolean {
  const there = element.firstChild;
  if (there instanceof Text && element.childNodes.length === 1) {
    if (there.data === text) return false;
    there.data = text;
    return true;
  }
  if (element.textContent === text) return false;
  element.textContent = text;
  return true;
}

export function setAttribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Marks a figure as a gain, a loss or neither, for its colour. */
export function setTone(element: Element, value: number | undefined): void {
  const tone = value === undefined || value === 0 ? undefined : value > 0 ? "up" : "down";
  setAttribute(element, "data-tone", tone);
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Lights a figure up for a moment in the colour of its change. */
export function flash(element: HTMLElement, direction: number): void {
  if (calm.matches || direction === 0) return;
  const colour = direction > 0 ? "var(--up-flash)" : "var(--down-flash)";
  element.animate(
    [{ backgroundColor: colour }, { backgroundColor: colour, offset: 0.15 }, { backgroundColor: "transparent" }],
    { duration: 700, easing: "ease-out" },
  );
}

/** Puts `wanted` into `parent` in this order, moving only what is out of place. */
export function arrange(parent: Element, wanted: Element[]): void {
  wanted.forEach((child, at) => {
    const there = parent.children[at];
    if (there !== child) parent.insertBefore(child, there ?? null);
  });
  while (parent.children.length > wanted.length) parent.lastElementChild?.remove();
}
