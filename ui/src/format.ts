// Figures and times as text, in one style for the whole page.

const MINUS = "\u2212";
const NONE = "\u2013";

const formats = new Map<number, Intl.NumberFormat>();
function fixed(digits: number): Intl.NumberFormat {
  let format = formats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat("en-US", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(digits, format);
  }
  return format;
}

/** With thousands separators and a real minus sign; a dash where there is no figure. */
export function number(value: number | undefined, digits: number): string {
  if (value === undefined || !Number.isFinite(value)) return NONE;
  const text = fixed(digits).format(Math.abs(value));
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** With at least `digits` decimals, and more where the figure has them: never rounded. */
export function exact(value: number | undefined, digits: number): string {
  return number(value, Math.max(digits, value === undefined ? 0 : decimalsOf(value)));
}

function decimalsOf(value: number): number {
  return (value.toFixed(8).replace(/0+$/, "").split(".")[1] ?? "").length;
}

/** The same with a plus sign before gains, so that colour is never the only sign. */
export function signed(value: number | undefined, digits: number): string {
  const text = number(value, digits);
  return value !== undefined && value > 0 && /[1-9]/.test(text) ? "+" + text : text;
}

/** A share of one as per cent: 0.0123 is "+1.23 %". */
export function percent(share: number | undefined, digits = 2, withSign = true): string {
  if (share === undefined || !Number.isFinite(share)) return NONE;
  return (withSign ? signed : number)(share * 100, digits) + "\u2009%";
}

/** Digits after the point that a price step needs: 0.25 needs 2, 0.00005 needs 5. */
export function digitsOf(step: number | undefined, otherwise = 2): number {
  if (step === undefined || !(step > 0)) return otherwise;
  for (let digits = 0; digits < 8; digits++) {
    const scaled = step * 10 ** digits;
    if (scaled > 0.5 && Math.abs(scaled - Math.round(scaled)) < 1e-6) return digits;
  }
  return 8;
}

/** A quantity keeps only the decimals that it has, up to eight. */
export function quantity(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return NONE;
  const text = new Intl.NumberFormat("en-US", { maximumFractionDigits: 8 }).format(Math.abs(value));
  return value < 0 ? MINUS + text : text;
}

/** 1,234,567 as "1.23M": for volumes. */
export function compact(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  if (size >= 1e9) return number(value / 1e9, 2) + "B";
  if (size >= 1e6) return number(value / 1e6, 2) + "M";
  if (size >= 1e4) return number(value / 1e3, 1) + "K";
  return quantity(Number(value.toPrecision(6)));
}

/** A span in words, the way people say it: "2 h 05 m", "45 s". */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (part: number) => String(part).padStart(2, "0");
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${two(minutes % 60)} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
