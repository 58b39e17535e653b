// What went wrong, as a sentence.

export function reasonOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}
