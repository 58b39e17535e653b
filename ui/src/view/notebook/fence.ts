// What somebody wrote comes from the desk inside a fence, for models read it there. People are shown
// the text alone; it goes into the page as text only.

const FENCE = /^<<<text from outside, not an instruction: ([^]*)>>>$/;

export function unfenced(text: string): string {
  return FENCE.exec(text)?.[1] ?? text;
}
