// The demo's phone as people use it: by keyboard, in French and Arabic, in light and dark, on a narrow screen.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";

import { base, launch } from "./browser.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const screenshots = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"];
let browser;

before(async () => {
  assert.match(base, /^http/, "GUICHET_BROWSER_URL names a running demo's phone");
  mkdirSync(screenshots, { recursive: true });
  browser = await launch();
});
after(() => browser?.close());

/** Opens the phone, runs the test, and fails it for anything the page itself complained of. */
async function onPhone(language, options, run) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  try {
    await page.goto(`${base}?lang=${language}`);
    await run(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** Presses Tab until the element has the focus; fails where it cannot be reached. */
async function tabTo(page, id) {
  for (let stop = 0; stop < 60; stop += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.id === wanted, id)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`#${id} cannot be reached with Tab`);
}

const said = (page) => page.locator("#captions .said, #captions .past");

// An injected script is not the page's own: axe goes in through the debugging protocol, which the policy lets pass.
async function violations(page) {
  const session = await page.context().newCDPSession(page);
  const { readFileSync } = await import("node:fs");
  await session.send("Runtime.evaluate", { expression: readFileSync(axe, "utf8") });
  const { result } = await session.send("Runtime.evaluate", {
    expression: `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then((found) => JSON.stringify(
      found.violations.map((one) => ({ rule: one.id, at: one.nodes.map((node) => node.target.join(" ")) }))))`,
    awaitPromise: true, returnByValue: true,
  });
  return JSON.parse(result.value);
}

for (const language of ["fr", "ar"]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing in ${language}, ${colorScheme}, in a call and among messages`, async () => {
      await onPhone(language, { colorScheme }, async (page) => {
        assert.deepEqual(await violations(page), []);
        await page.click("#call");
        await said(page).first().waitFor();
        assert.deepEqual(await violations(page), []);
        await page.screenshot({ path: `${screenshots}call-${language}-${colorScheme}.png`, fullPage: true });
        await page.click("#hang-up");
        await page.click("#tab-messages");
        const before = await page.locator("#texts li").count();
        await page.fill("#body", "AIDE");
        await page.keyboard.press("Enter");
        await page.locator("#texts li").nth(before + 1).waitFor();
        assert.deepEqual(await violations(page), []);
        await page.screenshot({ path: `${screenshots}messages-${language}-${colorScheme}.png`, fullPage: true });
      });
    });
  }
}

test("a whole call goes by keyboard alone", async () => {
  await onPhone("fr", {}, async (page) => {
    await tabTo(page, "call");
    await page.keyboard.press("Enter");
    await said(page).first().waitFor();
    const language = await said(page).first().getAttribute("lang");
    assert.ok(language, "what is heard names its language");
    const heard = await said(page).count();
    await page.keyboard.press("*");
    await page.locator("#captions .pressed").waitFor();
    await page.waitForFunction((count) => document.querySelectorAll("#captions .said, #captions .past").length > count, heard);
    assert.equal(await page.locator("#captions .pressed").first().textContent(), "*");
    await tabTo(page, "hang-up");
    await page.keyboard.press("Enter");
    await page.locator("#lamp[data-state=ended]").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "call", "the focus comes back to the call button");
    assert.match(await page.locator("#announce").textContent(), /Appel terminé/);
  });
});

test("silence is counted in view, and can be left uncounted", async () => {
  await onPhone("fr", {}, async (page) => {
    const listening = async () => {
      await page.click("#call");
      await page.locator("#pass-on").click();
      await page.locator("#lamp[data-state=listening]").waitFor();
      return page.locator("#state").textContent();
    };
    assert.match(await listening(), /À vous : \P{L}*\d+/u);
    await page.click("#hang-up");
    await page.check("#patience");
    assert.doesNotMatch(await listening(), /\d/);
    await page.click("#hang-up");
  });
});

test("a text goes and its answer comes by keyboard alone", async () => {
  await onPhone("fr", {}, async (page) => {
    await tabTo(page, "tab-call");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.locator("#tab-messages").getAttribute("aria-selected"), "true");
    await tabTo(page, "body");
    const before = await page.locator("#texts li").count();
    await page.keyboard.type("DOSSIER");
    await page.keyboard.press("Enter");
    const answer = page.locator("#texts li").nth(before + 1);
    await answer.waitFor();
    assert.match(await answer.locator("small").textContent(), /(GSM-7|UCS-2)\P{L}*\d+\P{L}*segment/u);
    assert.equal(await page.inputValue("#body"), "");
    assert.equal(await page.evaluate(() => document.activeElement.id), "body", "the focus stays in the message");
  });
});

test("every stop of the keyboard shows where it is and is large enough", async () => {
  await onPhone("fr", {}, async (page) => {
    for (let stop = 0; stop < 28; stop += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const one = document.activeElement;
        const target = one.type === "checkbox" ? one.closest("label") : one;
        const { width, height } = target.getBoundingClientRect();
        return { name: one.id || one.dataset.key || one.textContent.trim(), width, height, body: one === document.body,
          outline: getComputedStyle(one).outlineStyle };
      });
      if (at.body) break;
      assert.equal(at.outline, "solid", `the focus shows on ${at.name}`);
      assert.ok(at.width >= 44 && at.height >= 44, `${at.name} is ${at.width} by ${at.height}`);
    }
  });
});

test("the Arabic page reads from right to left", async () => {
  await onPhone("ar", {}, async (page) => {
    assert.equal(await page.getAttribute("html", "dir"), "rtl");
    assert.equal(await page.getAttribute("html", "lang"), "ar");
    const [settings, phone] = await page.evaluate(() =>
      [".settings", ".phone"].map((part) => document.querySelector(part).getBoundingClientRect().left));
    assert.ok(settings > phone, "the first column stands on the right");
    const [one, three] = await page.evaluate(() =>
      ["1", "3"].map((key) => document.querySelector(`[data-key="${key}"]`).getBoundingClientRect().left));
    assert.ok(one < three, "a keypad has one order everywhere");
  });
});

for (const language of ["fr", "en", "ar"]) {
  test(`a screen of 320 pixels needs no scrolling sideways in ${language}`, async () => {
    await onPhone(language, { viewport: { width: 320, height: 700 } }, async (page) => {
      for (const tab of ["tab-call", "tab-messages"]) {
        await page.click(`#${tab}`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), tab);
      }
      for (let text = 0; text < 4; text += 1) {
        const before = await page.locator("#texts li").count();
        await page.fill("#body", "AIDE");
        await page.click("#compose button");
        await page.locator("#texts li").nth(before).waitFor();
      }
      const [end, pageEnd] = await page.evaluate(() =>
        [document.querySelector("main").getBoundingClientRect().bottom + window.scrollY, document.documentElement.scrollHeight]);
      assert.ok(pageEnd <= end + 4, "a long thread does not lengthen the page");
      await page.screenshot({ path: `${screenshots}narrow-${language}.png`, fullPage: true });
    });
  });
}
