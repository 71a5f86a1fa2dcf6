// axe on every page of the desk in each of its states and each look, once; `make axe` does it for every role and language.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, startDemo } from "./browser.mjs";
import { needsNoScrollingSideways, onConsole } from "./console.mjs";
import { APPEARANCES, DESKS, chooses, goesTo, looksAt, places, statesOf } from "./pages.mjs";

const limit = { timeout: 180000 };
const LANGUAGE = { light: "fr", dark: "en", "high contrast": "fr", "forced colours": "en" };
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
    await onConsole(browser, demos[desk].doors[role], {}, async (page) => {
      const found = desk === "normal" ? await places(page, origin, role) : {};
      for (const [appearance, look] of Object.entries(APPEARANCES)) {
        await chooses(page, origin, LANGUAGE[appearance], look);
        const { looked, wrong } = await looksAt(page, origin, { desk, role, language: LANGUAGE[appearance], appearance, found });
        assert.ok(looked > 5);
        assert.deepEqual(wrong, []);
      }
      await page.setViewportSize({ width: 320, height: 700 });
      for (const state of statesOf(desk, role)) {
        await goesTo(page, origin, state, found);
        await needsNoScrollingSideways(page, state.name);
      }
    });
  });
}
