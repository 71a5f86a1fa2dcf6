// The desk in a browser: a whole cycle by keyboard and without JavaScript, texts that are counted, news that move nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./axe.mjs";
import { launch, startDemo } from "./browser.mjs";
import { onConsole } from "./console.mjs";

const limit = { timeout: 120000 };
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

/** Presses Tab until what has the focus matches; each stop on the way shows that it has it. */
async function tabsTo(page, selector) {
  for (let stop = 0; stop < 150; stop += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate((wanted) => {
      const one = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      const box = one.getBoundingClientRect();
      const shown = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && box.bottom > 0 && box.top < innerHeight;
      return { there: one.matches(wanted), shown: shown || one === document.body, name: one.outerHTML.slice(0, 120) };
    }, selector);
    assert.ok(at.shown, `the focus shows on ${at.name}`);
    if (at.there) return;
  }
  assert.fail(`${selector} cannot be reached with Tab`);
}

test("the same cycle works with Tab, Enter and Space alone", limit, async () => {
  await as("advisor", {}, async (page) => {
    await page.goto(at("/console/queue"));
    await tabsTo(page, "form[action='/console/queue/next'] button");
    await page.keyboard.press("Enter");
    await page.waitForURL(/callbacks/);
    const first = page.url();
    await tabsTo(page, "button[formaction$='/call']");
    await page.keyboard.press("Space");
    await page.locator("#said").waitFor();
    await tabsTo(page, "input[name=outcome]");
    await page.keyboard.press("Space");
    await tabsTo(page, "#note");
    await page.keyboard.type("n'a besoin de rien");
    await tabsTo(page, "#finish button[data-key=s]");
    await page.keyboard.press("Enter");
    await page.waitForURL(/told=queue-saved/);
    await tabsTo(page, "form[action='/console/queue/next'] button");
    await page.keyboard.press("Space");
    await page.waitForURL(/callbacks/);
    assert.notEqual(page.url(), first, "the next one is another");
    await page.goto(first);
    assert.match(await page.textContent(".past"), /n'a besoin de rien/);
  });
});

/** Takes a request of somebody with a mobile phone in hand. */
async function takesMobile(page) {
  await page.goto(at("/console/queue"));
  const cards = page.locator(".call-card", { has: page.locator(".number", { hasText: /^06/ }) });
  await cards.locator("form[action$='/claim'] button").first().click();
  await page.waitForURL(/callbacks\/[^/]+$/);
  await page.locator("#text").waitFor();
}

test("a text is counted while it is typed and sent without losing the note", limit, async () => {
  await as("supervisor", {}, async (page) => {
    await takesMobile(page);
    await page.fill("#note", "à moitié écrite");
    await page.locator("#text").focus();
    await page.keyboard.type("ş".repeat(71));
    await page.locator("#measure", { hasText: "2 SMS · 71" }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "text", "the focus stays");
    await page.locator("[name=ready]").first().click();
    await page.locator("#measure", { hasText: /^1 SMS/ }).waitFor();
    const ready = await page.inputValue("#text");
    assert.ok(ready.length > 10 && !ready.includes("ş"), ready);
    await page.click("button[value=send]");
    await page.locator("#text-said", { hasText: "Le SMS part maintenant" }).waitFor();
    assert.equal(await page.inputValue("#text"), "");
    assert.equal(await page.inputValue("#note"), "à moitié écrite");
    await page.reload();
    const kept = await page.locator(".past li", { hasText: "SMS envoyé" }).textContent();
    assert.ok(kept.includes(ready), kept);
  });
});

test("a text is counted and sent without JavaScript, and nothing typed is lost", limit, async () => {
  await as("supervisor", { javaScriptEnabled: false }, async (page) => {
    await takesMobile(page);
    await page.fill("#note", "à moitié écrite");
    await page.fill("[name=follow_up]", "31/12/2099");
    await page.check("input[name=outcome][value=follow-up]");
    await page.locator("[name=ready]").first().click();
    assert.match(await page.textContent("#measure"), /^1 SMS/);
    await page.fill("#text", `${await page.inputValue("#text")} ${"a".repeat(160)}`);
    await page.click("button[value=count]");
    assert.match(await page.textContent("#measure"), /^[23] SMS/);
    await page.click("button[value=send]");
    assert.match(await page.textContent(".notice"), /Le SMS part maintenant/);
    assert.equal(await page.inputValue("#note"), "à moitié écrite");
    assert.equal(await page.inputValue("[name=follow_up]"), "31/12/2099");
    await page.click("#finish button[data-key=s]");
    await page.waitForURL(/told=queue-saved/);
  });
});

test("the same cycle works without JavaScript", limit, async () => {
  await as("supervisor", { javaScriptEnabled: false }, async (page) => {
    await page.goto(at("/console/queue"));
    await page.click("form[action='/console/queue/next'] button");
    await page.waitForURL(/callbacks/);
    await page.fill("#note", "rappelée, tout est clair");
    await page.check("input[name=outcome][value=follow-up]");
    for (const act of ["extend", "call"]) {
      await page.click(`button[formaction$='/${act}']`);
      assert.equal(await page.inputValue("#note"), "rappelée, tout est clair", `what was typed outlives ${act}`);
      assert.ok(await page.isChecked("input[name=outcome][value=follow-up]"));
    }
    // Enter saves, whatever button stands first on the page.
    await page.press("[name=follow_up]", "Enter");
    assert.ok(await page.locator("#follow-up-problem").isVisible(), "a day is missing");
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

test("a hundred updates lose no keystroke, move no focus, and say little", limit, async () => {
  await as("advisor", {}, async (page) => {
    await page.goto(at("/console/queue"));
    await page.evaluate(() => {
      const field = Object.assign(document.createElement("input"), { id: "typed", type: "text" });
      document.querySelector(".filters").append(field);
      field.focus();
      window.said = 0;
      new MutationObserver(() => { window.said += 1; }).observe(document.getElementById("announce"), { childList: true });
    });
    const order = () => page.locator(".call-card").evaluateAll((cards) => cards.map((card) => card.id).join(" "));
    const before = await order();
    let typed = "";
    let over = false;
    const begun = Date.now();
    await as("supervisor", {}, async (other) => {
      await takesMobile(other);
      const updates = other.evaluate(async () => {
        const send = (act, more) => fetch(`${location.pathname}/${act}`, {
          method: "POST", redirect: "manual",
          body: new URLSearchParams({ csrf: document.querySelector("[name=csrf]").value, ...more }),
        });
        const fence = () => document.querySelector("[name=fence]").value;
        for (let update = 0; update < 50; update += 1) {
          await send("release", { fence: Number(fence()) + update });
          await send("claim", {});
        }
      }).finally(() => { over = true; });
      while (!over) {
        const letter = "abcdefghij"[typed.length % 10];
        await page.keyboard.press(letter);
        typed += letter;
      }
      await updates;
      await other.reload();
      assert.ok(await other.locator("button[form=give-back]").count() === 1, "the last of the hundred came");
      await other.click("button[form=give-back]");
    });
    await page.locator(".news").waitFor();
    assert.ok(typed.length > 50, `${typed.length} keystrokes`);
    assert.equal(await page.inputValue("#typed"), typed);
    assert.equal(await page.evaluate(() => document.activeElement.id), "typed", "the focus stays");
    assert.equal(await order(), before, "nothing moves in the list");
    const said = await page.evaluate(() => window.said);
    assert.ok(said <= 1 + Math.floor((Date.now() - begun) / 10000), `${said} announcements`);
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
