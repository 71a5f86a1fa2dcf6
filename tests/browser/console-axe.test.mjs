// axe on every page of the desk in each of its states and each look, once; `make axe` does it for every role and language.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { OF_LOOKS } from "./axe.mjs";
import { launch, startDemo } from "./browser.mjs";
import { needsNoScrollingSideways, onConsole } from "./console.mjs";
import { DESKS, chooses, looksAt, places } from "./pages.mjs";

const limit = { timeout: 180000 };
const LANGUAGE = { normal: "fr", empty: "en", crowded: "en" };
const role = "supervisor";
let browser;
const demos = {};

before(async () => {
  const starts = Object.entries(DESKS).map(async ([desk, options]) => { demos[desk] = await startDemo(options); });
  [browser] = await Promise.all([launch(), ...starts]);
});
after(async () => {
  await browser?.close();
  for (const demo of Object.values(demos)) demo.stop();
});

for (const desk of Object.keys(DESKS)) {
  test(`axe finds nothing on any page of a desk that is ${desk}, in any look, and none is wider than 320 pixels`, limit, async () => {
    const { origin } = new URL(demos[desk].url);
    const language = LANGUAGE[desk];
    await onConsole(browser, demos[desk].doors[role], {}, async (page) => {
      const found = desk === "normal" ? await places(page, origin, role) : {};
      await chooses(page, origin, language);
      const narrow = async (_, name) => {
        await page.setViewportSize({ width: 320, height: 700 });
        await needsNoScrollingSideways(page, name);
        await page.setViewportSize({ width: 1280, height: 900 });
      };
      const { looked, wrong } = await looksAt(page, origin, { desk, role, language, found, others: OF_LOOKS, beside: narrow });
      assert.ok(looked > 20);
      assert.deepEqual(wrong, []);
    });
  });
}
