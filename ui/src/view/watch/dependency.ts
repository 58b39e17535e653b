// Probes in the order of their dependencies: what others stand on comes before them.

import type { ProbeRow } from "../../generated/tools";

export interface Placed {
  probe: ProbeRow;
  /** How many stand above it. */
  depth: number;
}

/** Otherwise as they came. One with several dependencies stands under the first of them. */
export function byDependency(probes: readonly ProbeRow[]): Placed[] {
  const known = new Set(probes.map((probe) => probe.name));
  const parentOf = (probe: ProbeRow) => probe.depends_on.find((name) => known.has(name));
  const children = new Map<string | undefined, ProbeRow[]>();
  for (const probe of probes) {
    const parent = parentOf(probe);
    const siblings = children.get(parent);
    if (siblings) siblings.push(probe);
    else children.set(parent, [probe]);
  }
  const placed: Placed[] = [];
  const place = (parent: string | undefined, depth: number) => {
    for (const probe of children.get(parent) ?? []) {
      placed.push({ probe, depth });
      place(probe.name, depth + 1);
    }
  };
  place(undefined, 0);
  return placed;
}
