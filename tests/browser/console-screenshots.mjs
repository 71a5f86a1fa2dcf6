// The pictures of the console in docs/images, on the demo's morning.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { launch, startDemo } from "./browser.mjs";
import { onConsole } from "./console.mjs";

const folder = process.env.GUICHET_PICTURES ?? fileURLToPath(new URL("../../docs/images/", import.meta.url));
const WIDE = { viewport: { width: 1280, height: 860 } };

mkdirSync(folder, { recursive: true });
const browser = await launch();
const demo = await startDemo();
const { origin } = new URL(demo.url);
try {
  await onConsole(browser, demo.doors.supervisor, WIDE, takeAll);
} finally {
  await browser.close();
  demo.stop();
}

async function takeAll(page) {
  const takes = async (path, name, fullPage = false) => {
    if (path) await page.goto(`${origin}${path}`);
    await page.evaluate(() => document.activeElement?.blur());
    await page.screenshot({ path: `${folder}/console-${name}.png`, fullPage });
  };
  await takes("/console/queue", "queue");
  const second = await page.locator(".call-card h2 a").nth(1).getAttribute("href");
  await page.goto(`${origin}${second}`);
  await page.click("form[action$='/claim'] button");
  await page.locator(".finish").waitFor();
  await takes(null, "callback", true);
  await takes("/console/wall", "wall", true);
  await page.goto(`${origin}/console/files`);
  await takes(await page.locator(".short a").first().getAttribute("href"), "file");
  if (process.env.GUICHET_PICTURES) {
    for (const [path, name] of [
      [`${second}/person`, "person"], [`${second}/print`, "print"], ["/console/work", "work"], ["/console/files", "files"],
      ["/console/messages", "messages"], ["/console/flows", "flows"],
    ]) await takes(path, name, true);
    await page.emulateMedia({ colorScheme: "dark" });
    await takes(second, "callback-dark", true);
    await page.setViewportSize({ width: 320, height: 700 });
    await takes("/console/queue", "queue-narrow", true);
    await takes(second, "callback-narrow", true);
  }
}
