// The page itself: accessible in every language, colour scheme and width; its focus in view; its policy kept.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./axe.mjs";
import { hear, launch, onPhone, startDemo } from "./browser.mjs";

const APPEARANCES = {
  light: { colorScheme: "light" }, dark: { colorScheme: "dark" }, "forced colours": { forcedColors: "active" },
};
const WIDTHS = { wide: { width: 1280, height: 900 }, narrow: { width: 320, height: 700 } };
const limit = { timeout: 90000 };
let browser;
let demo;

before(async () => {
  [browser, demo] = await Promise.all([launch(), startDemo()]);
});
after(async () => {
  await browser?.close();
  demo?.stop();
});

const onPage = (language, options, run) => onPhone(browser, demo.url, language, options, run);

async function needsNoScrollingSideways(page, where) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), where);
}

for (const language of ["fr", "en", "ar"]) {
  for (const [appearance, colours] of Object.entries(APPEARANCES)) {
    for (const [width, viewport] of Object.entries(WIDTHS)) {
      test(`axe finds nothing in ${language}, ${appearance}, ${width}, in a call, among messages and while it rings`, limit, async () => {
        await onPage(language, { ...colours, viewport }, async (page) => {
          await page.check("#withheld");
          await page.click("#call");
          await hear(page, "Guichet");
          assert.deepEqual(await violations(page), []);
          await needsNoScrollingSideways(page, "in a call");
          await page.click("#hang-up");
          await page.click("#tab-messages");
          const before = await page.locator("#texts li").count();
          await page.fill("#body", "AIDE");
          await page.keyboard.press("Enter");
          await page.locator("#texts li").nth(before + 1).waitFor();
          assert.deepEqual(await violations(page), []);
          await needsNoScrollingSideways(page, "among messages");
          demo.run("ring", await page.inputValue("#person"), "about");
          await page.locator("#lamp[data-state=ringing]").waitFor({ state: "attached" });
          assert.deepEqual(await violations(page), []);
          await needsNoScrollingSideways(page, "while it rings");
          await page.keyboard.press("Escape");
          await page.locator("#lamp[data-state=ended]").waitFor({ state: "attached" });
        });
      });
    }
  }
}

for (const appearance of Object.keys(APPEARANCES)) {
  test(`every stop of the keyboard shows where it is and is large enough, ${appearance}`, limit, async () => {
    await onPage("fr", APPEARANCES[appearance], async (page) => {
      const seen = new Set();
      for (let stop = 0; stop < 40; stop += 1) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
          const one = document.activeElement;
          const target = one.type === "checkbox" ? one.closest("label") : one;
          const { width, height } = target.getBoundingClientRect();
          const { outlineStyle, outlineWidth } = getComputedStyle(one);
          return { name: one.id || one.dataset.key || one.textContent.trim(), width, height, body: one === document.body,
            outline: outlineStyle, thick: parseFloat(outlineWidth) };
        });
        if (at.body) break;
        seen.add(at.name);
        assert.ok(at.outline !== "none" && at.thick >= 2, `the focus shows on ${at.name}`);
        assert.ok(at.width >= 44 && at.height >= 44, `${at.name} is ${at.width} by ${at.height}`);
      }
      for (const name of ["person", "withheld", "tab-call", "call", "1", "#"]) assert.ok(seen.has(name), `${name} is a stop`);
    });
  });
}

test("the Arabic page reads from right to left, its keypad does not", limit, async () => {
  await onPage("ar", {}, async (page) => {
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

test("a long thread does not lengthen the page", limit, async () => {
  await onPage("fr", { viewport: WIDTHS.narrow }, async (page) => {
    await page.click("#tab-messages");
    const height = () => page.evaluate(() => document.documentElement.scrollHeight);
    const first = await height();
    for (let text = 0; text < 4; text += 1) {
      const before = await page.locator("#texts li").count();
      await page.fill("#body", "AIDE");
      await page.click("#compose button");
      await page.locator("#texts li").nth(before + 1).waitFor();
    }
    assert.ok(await height() <= first + 4);
  });
});

test("the page's policy lets no script in", limit, async () => {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const answer = await page.goto(demo.url);
    assert.match(answer.headers()["content-security-policy"], /^default-src 'none'; script-src 'self'; style-src 'self'/);
    const refused = await page.evaluate(() => new Promise((resolve) => {
      document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), { once: true });
      const script = document.createElement("script");
      script.textContent = "document.title = 'let in'";
      document.body.append(script);
    }));
    assert.equal(refused, "script-src-elem");
    assert.notEqual(await page.title(), "let in");
  } finally {
    await context.close();
  }
});
