// The chart in a chat: joins its page to the program that shows it. Only that program is heard.

import { el } from "../dom";
import { ChartApp } from "./chart_app";
import { Page } from "./screen";

declare const PITWALL_VERSION: string;

const page = new Page();
document.body.append(page.element);

if (window.parent === window) {
  page.words("This is the chart that an assistant shows inside a chat. The dashboard has the same one: it is at /.");
  document.body.append(el("p", { class: "app-link" }, el("a", { href: "/" }, "To the dashboard")));
} else {
  const app = new ChartApp((message) => window.parent.postMessage(message, "*"), page, PITWALL_VERSION);
  page.attach(app);
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (event.source === window.parent) app.bridge.receive(event.data);
  });
  void app.start();
}
