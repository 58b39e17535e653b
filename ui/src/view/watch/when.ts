// A time on the page: short for the eye, the whole of it in its title.

import { setAttribute, setText } from "../../dom";
import { HERE, moment } from "./moment";

export function showMoment(element: HTMLTimeElement, time: string | undefined, now: number): void {
  element.hidden = time === undefined;
  if (time === undefined) return;
  setText(element, moment(Date.parse(time), now));
  setAttribute(element, "datetime", time);
  setAttribute(element, "title", `${time} (shown as in ${HERE})`);
}
