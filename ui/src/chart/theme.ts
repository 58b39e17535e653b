// The chart's colours, read from the style sheet of whatever page it stands in.

export interface Theme {
  text: string;
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
  font: string;
}

export function themeOf(element: HTMLElement): Theme {
  const style = getComputedStyle(element);
  const colour = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    text: colour("--chart-text", "#8b95a5"),
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
    font: style.fontFamily,
  };
}
