// One measure over time as lines of a picture: where its points are, where nothing was measured,
// and between which values the axis goes.

import type { MeasureCourse, MeasureStep } from "../../generated/tools";
import { milliseconds } from "./moment";

export interface CoursePoint {
  /** Shares of the picture's width and height, from the left and from the top. */
  x: number;
  y: number;
  /** The middle of its step, milliseconds. */
  time: number;
  step: MeasureStep;
}

export interface Plot {
  /** The smallest and the largest that was measured. */
  least: number;
  most: number;
  /** The ends of the axis. */
  low: number;
  high: number;
  from: number;
  until: number;
  /** Without a gap inside each, oldest first. */
  runs: CoursePoint[][];
}

const GAP = 2.5; // so many times the usual distance of two points

/** The next of 1, 2, 2.5 and 5 times a power of ten; zero for what is not above it. */
export function ceiling(value: number): number {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return Number((factor * power).toPrecision(6));
}

// Distances are those of the points themselves: what is measured each minute has no gaps where a
// step is shorter than that.
function usualDistance(times: readonly number[], step: number): number {
  const distances = times.slice(1).map((time, at) => time - (times[at] ?? time)).sort((a, b) => a - b);
  return Math.max(step, distances[Math.floor(distances.length / 2)] ?? step);
}

/** Zero is always on the axis; `whole` is its other end where that is known. */
export function plotOf(course: MeasureCourse, whole: number | undefined): Plot {
  const { steps } = course;
  const [from, until, step] = [Date.parse(course.from), Date.parse(course.until), milliseconds(course.step)];
  const least = Math.min(...steps.map((one) => one.least));
  const most = Math.max(...steps.map((one) => one.most));
  const low = 0 - ceiling(-least);
  const high = Math.max(whole ?? 0, ceiling(most)) || (low < 0 ? 0 : 1);
  const y = (value: number) => (high - value) / (high - low);
  const points = steps.map((one): CoursePoint => {
    const time = Date.parse(one.from) + step / 2;
    return { x: (time - from) / (until - from), y: y(one.average), time, step: one };
  });
  const widest = GAP * usualDistance(points.map(({ time }) => time), step);
  const runs: CoursePoint[][] = [];
  let last: CoursePoint | undefined;
  for (const point of points) {
    if (last && point.time - last.time <= widest) runs[runs.length - 1]?.push(point);
    else runs.push([point]);
    last = point;
  }
  return { least, most, low, high, from, until, runs };
}

/** The point nearest to a share of the width. */
export function nearestPoint(plot: Plot, x: number): CoursePoint | undefined {
  let nearest: CoursePoint | undefined;
  for (const point of plot.runs.flat())
    if (!nearest || Math.abs(point.x - x) < Math.abs(nearest.x - x)) nearest = point;
  return nearest;
}
