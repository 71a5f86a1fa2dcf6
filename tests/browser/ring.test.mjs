// The demo's phone rings: answered, refused, left to a machine or missed, with the mouse and by keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { hear, launch, onPhone, press, startDemo, tabTo } from "./browser.mjs";

const [LINA, PAUL] = ["+33639980012", "+33199000013"];
const FROM = "01\u00a099\u00a000\u00a000\u00a001";
const limit = { timeout: 90000 };
let browser;

before(async () => { browser = await launch(); });
after(() => browser?.close());

/** A test with a demo of its own, in which this phone rings. */
function ringing(name, language, number, run) {
  test(name, limit, async () => {
    const demo = await startDemo();
    try {
      await onPhone(browser, demo.url, language, {}, async (page) => {
        await page.selectOption("#person", number);
        demo.run("ring", number, "about");
        await page.locator("#lamp[data-state=ringing]").waitFor({ state: "attached" });
        assert.ok((await page.textContent("#state")).includes(FROM), "it says who calls");
        assert.ok((await page.textContent("#announce")).includes(FROM), "and tells a screen reader");
        await run(page, demo);
      });
    } finally {
      demo.stop();
    }
  });
}

const lamp = (page, state) => page.locator(`#lamp[data-state=${state}]`).waitFor({ state: "attached" });

ringing("Escape refuses a call", "fr", LINA, async (page) => {
  await page.keyboard.press("Escape");
  await lamp(page, "ended");
  assert.equal(await page.textContent("#state"), "Appel refusé");
});

ringing("Enter answers wherever nothing else has the focus; 0 leads to an advisor", "fr", PAUL, async (page) => {
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Enter");
  await hear(page, "Guichet est un service public");
  assert.equal(await page.textContent("#hang-up-word"), "Raccrocher");
  await press(page, "0");
  await hear(page, "Un conseiller vous rappelle au 01 99 00 00 13");
  await page.click("#hang-up");
  await lamp(page, "ended");
});

ringing("the buttons say what they do while it rings, and the mouse answers", "en", LINA, async (page) => {
  assert.deepEqual([await page.textContent("#call-word"), await page.textContent("#hang-up-word")], ["Answer", "Refuse"]);
  await page.click("#call");
  await hear(page, "Guichet");
  await page.click("#hang-up");
  assert.deepEqual([await page.textContent("#call-word"), await page.textContent("#hang-up-word")], ["Call", "Hang up"]);
});

ringing("a machine's recording is shown", "fr", LINA, async (page) => {
  await tabTo(page, "voicemail");
  await page.keyboard.press("Enter");
  await hear(page, "Bonjour, ici Guichet, vous pouvez nous rappeler au 01 99 00 00 02.");
  assert.equal(await page.locator("#captions .said").count(), 1, "and nothing of the flow");
});

ringing("a phone that nobody takes up shows a missed call, and can ring again", "ar", LINA, async (page, demo) => {
  await page.evaluate((number) => fetch("/phone/api/ring/ignore", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ number }),
  }), LINA);
  await lamp(page, "ended");
  assert.equal(await page.textContent("#state"), "مكالمة فائتة");
  demo.run("ring", LINA, "about");
  await lamp(page, "ringing");
});

test("a landline has no texts", limit, async () => {
  const demo = await startDemo();
  try {
    await onPhone(browser, demo.url, "fr", {}, async (page) => {
      await page.click("#tab-messages");
      await page.locator("#compose").waitFor();
      await page.selectOption("#person", PAUL);
      await page.locator("#landline").waitFor();
      assert.ok(await page.locator("#compose").isHidden());
    });
  } finally {
    demo.stop();
  }
});
