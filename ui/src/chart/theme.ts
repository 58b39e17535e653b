// The chart's colours, read from the style sheet of whatever page it stands in.

export interface Theme {
  text: string;
  strong: string;
  grid: string;
  line: string;
  background: string;
  up: string;
  down: string;
  upVolume: string;
  downVolume: string;
  previousClose: string;
  position: string;
  crosshair: string;
  label: string;
  /** Who drew it. */
  user: string;
  assistant: string;
  /** What is chosen or pointed at. */
  chosen: string;
  /** Indicators, in this order. */
  indicators: string[];
  font: string;
}

const PLAIN = /^#[0-9a-f]{6}$/i;
const known = new Map<string, string>();

// Any colour that a style sheet can name, as "#rrggbb": the chart's library and canvas take no other
// form that can also be made see-through. The page around a chart may write oklch() or light-dark().
function plain(colour: string, element: HTMLElement): string {
  if (PLAIN.test(colour)) return colour;
  const probe = document.createElement("i");
  probe.style.color = colour;
  if (!probe.style.color) return "#808080";
  element.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  const there = known.get(computed);
  if (there) return there;
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!canvas) return "#808080";
  canvas.fillStyle = computed;
  canvas.fillRect(0, 0, 1, 1);
  const hex = [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((part) => part.toString(16).padStart(2, "0"));
  const made = `#${hex.join("")}`;
  known.set(computed, made);
  return made;
}

export function themeOf(element: HTMLElement): Theme {
  const style = getComputedStyle(element);
  const colour = (name: string, otherwise: string) => plain(style.getPropertyValue(name).trim() || otherwise, element);
  return {
    text: colour("--chart-text", "#8b95a5"),
    strong: colour("--text", "#e8ebf0"),
    grid: colour("--chart-grid", "#1b212b"),
    line: colour("--chart-line", "#2a3240"),
    background: colour("--chart-background", "#12161d"),
    up: colour("--up", "#3ecf8e"),
    down: colour("--down", "#ff6b6b"),
    upVolume: colour("--chart-volume-up", "#1f5a45"),
    downVolume: colour("--chart-volume-down", "#6b3238"),
    previousClose: colour("--chart-previous-close", "#7a8597"),
    position: colour("--chart-position", "#ffb224"),
    crosshair: colour("--chart-crosshair", "#566072"),
    label: colour("--chart-label", "#2e3746"),
    user: colour("--chart-user", "#ffb224"),
    assistant: colour("--chart-assistant", "#a78bfa"),
    chosen: colour("--focus", "#7cb3ff"),
    indicators: [1, 2, 3, 4, 5].map((i) => colour(`--chart-indicator-${i}`, "#62a8f5")),
    font: style.fontFamily,
  };
}
