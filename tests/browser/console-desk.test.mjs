// The desk in a browser: a whole cycle by keyboard and without JavaScript, every page accessible, news that move nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./axe.mjs";
import { launch, startDemo } from "./browser.mjs";
import { needsNoScrollingSideways, onConsole } from "./console.mjs";

const limit = { timeout: 120000 };
const APPEARANCES = {
  light: { colorScheme: "light" }, dark: { colorScheme: "dark" }, "forced colours": { forcedColors: "active" },
};
const NARROW = { viewport: { width: 320, height: 700 } };
/** Every page of the desk, each in the states that its address can show. */
const PAGES = [
  "/console/queue", "/console/queue?language=ar&subject=language&mine=1", "/console/queue?told=queue-kept", "/console/work",
  "/console/files", "/console/messages", "/console/wall", "/console/flows", "/console/flows/callback", "/console/queue?page=999",
  "/console/no-such-page",
];
let browser;
let demo;

before(async () => {
  [browser, demo] = await Promise.all([launch(), startDemo()]);
});
after(async () => {
  await browser?.close();
  demo?.stop();
});

const at = (path) => `${new URL(demo.url).origin}${path}`;
const as = (role, options, run) => onConsole(browser, demo.doors[role], options, run);

/** Counts the keys that are pressed. */
function counting(page) {
  const hand = { keys: 0 };
  hand.press = async (key) => {
    hand.keys += 1;
    await page.keyboard.press(key);
  };
  return hand;
}

async function firstRequest(page) {
  await page.goto(at("/console/queue"));
  return page.locator(".call-card h2 a").first().getAttribute("href");
}

test("claim, call, note, outcome and next take twelve keys or fewer", limit, async () => {
  await as("advisor", {}, async (page) => {
    await page.goto(at("/console/queue"));
    const hand = counting(page);
    await hand.press("n");
    await page.waitForURL(/callbacks/);
    const first = page.url();
    assert.match(await page.textContent("h1"), /Détresse/, "who is in distress is rung first");
    await hand.press("c");
    await page.locator("#said").waitFor();
    await hand.press("m");
    for (const key of "ok") await hand.press(key);
    await hand.press("Escape");
    await hand.press("1");
    await hand.press("s");
    await page.waitForURL(/told=queue-saved/);
    await hand.press("n");
    await page.waitForURL(/callbacks/);
    assert.notEqual(page.url(), first, "the next one is another");
    assert.ok(hand.keys <= 12, `${hand.keys} keys`);
  });
});

test("the same cycle works without JavaScript", limit, async () => {
  await as("supervisor", { javaScriptEnabled: false }, async (page) => {
    await page.goto(at("/console/queue"));
    await page.click("form[action='/console/queue/next'] button");
    await page.waitForURL(/callbacks/);
    await page.click("form[action$='/extend'] button:not([form])");
    await page.fill("#note", "rappelée, tout est clair");
    await page.check("input[name=outcome][value=follow-up]");
    await page.click(".finish button:not([formaction])");
    assert.equal(await page.inputValue("#note"), "rappelée, tout est clair", "what was typed stays after a mistake");
    assert.ok(await page.locator("#follow-up-problem").isVisible());
    await page.check("input[name=outcome][value=solved]");
    await page.click(".finish button:not([formaction])");
    await page.waitForURL(/told=queue-saved/);
    await page.goto(at("/console/work"));
    assert.match(await page.textContent("main"), /Jointe, c'est réglé/);
  });
});

test("a note that comes after the request was given back is kept, and says so", limit, async () => {
  await as("supervisor", {}, async (page) => {
    await page.goto(at("/console/queue"));
    await page.keyboard.press("n");
    await page.waitForURL(/callbacks/);
    const here = page.url();
    const other = await page.context().newPage();
    await other.goto(here);
    await other.click("button[form=give-back]");
    await other.waitForURL(/queue-given-back/);
    await page.fill("#note", "elle préfère le soir");
    await page.click("button[formaction$='/note']");
    await page.locator(".notice.warn").waitFor();
    assert.match(await page.textContent(".past"), /elle préfère le soir/);
  });
});

test("what callers write is shown as they wrote it, and nothing of it runs", limit, async () => {
  await as("advisor", {}, async (page) => {
    page.on("dialog", () => assert.fail("something ran"));
    await page.goto(at("/console/queue"));
    const all = await page.locator(".call-card h2 a").evaluateAll((links) => links.map((link) => link.href));
    let seen = false;
    for (const href of all.slice(-8)) {
      await page.goto(href);
      const quote = page.locator("blockquote", { hasText: "<b>Merci</b>" });
      if (await quote.count() === 0) continue;
      seen = true;
      assert.equal(await quote.locator("b").count(), 0);
      assert.equal(await quote.getAttribute("dir"), "auto");
    }
    assert.ok(seen, "the request is in the queue");
  });
});

test("news of the queue move neither the list nor the focus", limit, async () => {
  await as("advisor", {}, async (page) => {
    await page.goto(at("/console/queue"));
    await page.locator(".filters select").first().focus();
    const order = () => page.locator(".call-card").evaluateAll((cards) => cards.map((card) => card.id).join(" "));
    const before = await order();
    await as("supervisor", {}, async (other) => {
      await other.goto(at("/console/queue"));
      await other.keyboard.press("n");
      await other.waitForURL(/callbacks/);
      await page.locator(".news").waitFor({ timeout: 3000 });
      await other.click("button[form=give-back]");
    });
    assert.equal(await order(), before);
    assert.equal(await page.evaluate(() => document.activeElement.name), "language", "the focus stays");
    assert.equal(await page.locator("#announce").textContent(), await page.locator(".news").textContent());
  });
});

test("single keys can be switched off, and ? shows them", limit, async () => {
  await as("reception", {}, async (page) => {
    await page.goto(at("/console/queue"));
    await page.keyboard.press("?");
    await page.locator("dialog[open]").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");
    await page.goto(at("/console/settings"));
    await page.uncheck("input[name=single_keys]");
    await page.click("main form button");
    await page.goto(at("/console/queue"));
    await page.keyboard.press("?");
    assert.equal(await page.locator("dialog").count(), 0);
  });
});

for (const [appearance, options] of Object.entries(APPEARANCES)) {
  test(`axe finds nothing on the pages of the desk, ${appearance}`, limit, async () => {
    await as("supervisor", options, async (page) => {
      const request = await firstRequest(page);
      const file = await (await page.goto(at("/console/files")), page.locator(".short a").first().getAttribute("href"));
      const others = [request, `${request}/person`, `${request}/print`, file, `${file}/person`, `${request}?told=callback-note-late`];
      for (const path of [...PAGES, ...others]) {
        await page.goto(at(path));
        assert.deepEqual(await violations(page), [], path);
      }
    });
  });
}

test("no page of the desk needs scrolling sideways at 320 pixels", limit, async () => {
  await as("supervisor", NARROW, async (page) => {
    const request = await firstRequest(page);
    for (const path of [...PAGES, request, `${request}/person`, `${request}/print`]) {
      await page.goto(at(path));
      await needsNoScrollingSideways(page, path);
    }
  });
});
