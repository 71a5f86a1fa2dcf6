// What the browser tests share: the demo, Debian's Chromium, and the phone's page in the hands of a person.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";

import { chromium } from "playwright-core";

const PROGRAM = process.env.GUICHET_PROGRAM;
/** How long a step may take before the test fails, in milliseconds. */
const PATIENCE = 20000;

/** Starts a demo on a free port, with more of its options where they are given; gives its phone's address, the links into its console by role, ways to ask for a street
 * number and to run a command, and a way to end it. */
export function startDemo(options = []) {
  assert.ok(PROGRAM, "GUICHET_PROGRAM names the binary; tests/browser/run.sh sets it");
  const child = spawn(PROGRAM, ["demo", "--listen", "127.0.0.1:0", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  let told = "";
  return new Promise((resolve, reject) => {
    child.on("exit", () => reject(new Error(`the demo ended; it printed:\n${told}`)));
    child.stdout.on("data", (part) => {
      told += part;
      const [, url] = told.match(/phone simulator: (http\S+)/) ?? [];
      const [, database] = told.match(/GUICHET_DATABASE_URL=(\S+)/) ?? [];
      if (!url || !database || !told.includes("Ctrl-C")) return;
      const run = (...words) => execFileSync(PROGRAM, words, {
        env: { ...process.env, GUICHET_NUMBER: '+33199000001', GUICHET_DATABASE_URL: database },
      }).toString();
      const ask = (file, item) => run("ask", file, item);
      const links = told.matchAll(/^ +(reception|advisor|supervisor|administrator) +(http\S+)$/gm);
      const doors = Object.fromEntries([...links].map(([, role, link]) => [role, link]));
      resolve({ url, doors, ask, run, stop: () => child.kill("SIGINT") });
    });
  });
}

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

/** Opens the phone, runs the test, and fails it for anything the page complained of or asked of anyone else. */
export async function onPhone(browser, url, language, options, run) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) complaints.push(`asks ${request.url()}`);
  });
  try {
    await page.goto(`${url}?lang=${language}`);
    await run(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** Presses Tab until the element has the focus; fails where it cannot be reached. */
export async function tabTo(page, id) {
  for (let stop = 0; stop < 60; stop += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.id === wanted, id)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`#${id} cannot be reached with Tab`);
}

/** Waits until the newest words heard have this in them, and gives the whole caption. */
export async function hear(page, words) {
  const caption = page.locator("#captions .said", { hasText: words }).last();
  await caption.waitFor();
  return caption;
}

/** Types keys on the computer's own keyboard. */
export async function press(page, keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** Writes a text by keyboard alone, the focus being in the message, and gives the bubble of the answer. */
export async function write(page, words, answered) {
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
  const answer = page.locator("#texts li:not(.mine)", { hasText: answered }).last();
  await answer.waitFor();
  return answer;
}

/** A call up to the given street number; the reference is in the caption it gives. */
export async function giveStreetNumber(page, words) {
  for (const [heard, keys] of words) {
    await hear(page, heard);
    await press(page, keys);
  }
}
