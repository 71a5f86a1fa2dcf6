// The browser the tests drive: Debian's Chromium, without the lookups it makes at every start.
import { chromium } from "playwright-core";

export const base = process.env.GUICHET_BROWSER_URL ?? "";

export function launch() {
  return chromium.launch({
    executablePath: process.env.GUICHET_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
}
