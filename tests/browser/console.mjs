// What the tests of the console share: a browser of somebody in a role, accounts, and the codes of their app.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";

/** A password that may be chosen. */
export const PASSWORD = "trois vélos à Brest";
/** How long a step may take before the test fails, in milliseconds. */
const PATIENCE = 20000;

/** Opens a page in a browser of its own, runs the test, and fails it for anything the page complained of. An answer that
 * refuses is none of that. */
export async function onConsole(browser, address, options, run) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", locale: "fr-FR", ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    const text = message.text();
    if (["error", "warning"].includes(message.type()) && !/status of (403|404|409|422|429)/.test(text)) complaints.push(text);
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(address).origin) complaints.push(`asks ${request.url()}`);
  });
  try {
    await page.goto(address);
    await run(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** Adds an account to a demo; gives what was printed for its owner. */
export function account(demo, login, role) {
  const printed = demo.run("advisor", "add", login, "--name", `${login} Blanc`, "--role", role);
  const [, password] = printed.match(/password\s+(\S+)/);
  const [, secret] = printed.match(/secret=([A-Z2-7]+)/);
  return { login, password, secret };
}

/** The code that an app shows now (RFC 6238). */
export function code(secret) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}

/** Fails where a page must be scrolled sideways: only its tables may be. */
export async function needsNoScrollingSideways(page, where) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), where);
}
