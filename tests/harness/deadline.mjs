// Waiting, always with an end: nothing in these tests sleeps for a fixed time.
import {setTimeout as pause} from 'node:timers/promises';

export const seconds = (count) => count * 1000;

const pollEvery = 20;  // milliseconds

// The promise's value, or an error that says what did not come.
export async function within(milliseconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

// Asks again until the answer is true-ish, and gives it back.
export async function until(milliseconds, what, ask) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${milliseconds} ms`);
    await pause(pollEvery);
  }
}
