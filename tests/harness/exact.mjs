// Figures without a double on the way: JSON whose numbers stay text, and decimals as whole
// multiples of 10^-9.

const numberOrText = /("(?:\\.|[^"\\])*")|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

// Like JSON.parse, but a number becomes the text it was written as.
export function parseExact(text) {
  return JSON.parse(text.replace(numberOrText, (token, string) => string ?? `"${token}"`));
}

const places = 9;

export function toScaled(text) {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match || (match[3] ?? '').length > places) throw new Error(`"${text}" is no plain decimal`);
  const value = BigInt(match[2] + (match[3] ?? '').padEnd(places, '0'));
  return match[1] ? -value : value;
}

// The shortest way to write it: 367.4, 0, -36.98.
export function fromScaled(value) {
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return (value < 0n ? '-' : '') + digits.slice(0, -places) + (fraction && `.${fraction}`);
}

export const shortest = (text) => fromScaled(toScaled(text));
