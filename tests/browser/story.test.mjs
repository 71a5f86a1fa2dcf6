// One story from end to end: a person calls and presses 0, an advisor finds it in the console, one key rings both phones, they
// speak, the outcome is kept, and the person gets the receipt.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { hear, launch, onPhone, press, startDemo } from "./browser.mjs";
import { onConsole } from "./console.mjs";

const [LINA, CLAIRE] = ["+33639980012", "+33199000020"];
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

const lamp = (page, state) => page.locator(`#lamp[data-state=${state}]`).waitFor({ state: "attached" });
/** A phone in a browser of its own. */
const phone = (number, run) => onPhone(browser, demo.url, "fr", {}, async (page) => {
  await page.selectOption("#person", number);
  await run(page);
});

/** The requests in the queue, each by the address of its page. */
async function waiting() {
  let requests;
  await onConsole(browser, demo.doors.supervisor, {}, async (desk) => {
    await desk.goto(`${new URL(demo.url).origin}/console/queue`);
    requests = await desk.locator(".call-card h2 a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  });
  return requests;
}

test("a person presses 0, an advisor rings them back, and the receipt comes", limit, async () => {
  const before = await waiting();
  let digits;
  await phone(LINA, async (lina) => {
    await lina.click("#call");
    await hear(lina, "Pour le français, tapez 1");
    await press(lina, "1");
    await hear(lina, "Pour suivre votre dossier");
    await press(lina, "0");
    await hear(lina, "Est-ce le bon numéro");
    await press(lina, "1");
    await hear(lina, "Quand préférez-vous notre appel");
    await press(lina, "3");
    const told = await (await hear(lina, "Il vous dira")).textContent();
    [, digits] = told.match(/Il vous dira : ((?:\d ?){3})/);
    digits = digits.replace(/ /g, "");
    await lina.click("#hang-up");
    await lamp(lina, "ended");

    await onConsole(browser, demo.doors.advisor, {}, async (desk) => {
      const { origin } = new URL(demo.url);
      const [mine] = (await waiting()).filter((request) => !before.includes(request));
      await desk.goto(`${origin}${mine}`);
      assert.ok((await desk.textContent("main")).includes("Quand préférez-vous notre appel"), "what was heard stands there");
      await desk.click("form[action$='/claim'] button");
      await desk.locator(".finish").waitFor();
      const shown = (await desk.textContent("main")).replace(/\s/g, "");
      assert.ok(shown.includes(digits), "the digits that the advisor says first are those that the person heard");

      await phone(CLAIRE, async (claire) => {
        await desk.keyboard.press("c");
        await lamp(claire, "ringing");
        await claire.click("#call");
        await hear(claire, "tapez 1");
        await press(claire, "1");
        await lamp(lina, "ringing");
        await lina.click("#call");
        await lamp(lina, "working");
        await lina.click("#hang-up");
        await lamp(lina, "ended");
        await lamp(claire, "ended");
      });

      await desk.reload();
      await desk.check("input[name=outcome][value=solved]");
      await desk.fill("#note", "Tout est clair.");
      await desk.click(".finish button:not([formaction])");
      await desk.waitForURL(/told=queue-saved/);
      assert.ok(!(await waiting()).includes(mine), "nobody waits for it any more");
    });

    await lina.click("#tab-messages");
    await lina.locator("#texts li:not(.mine)", { hasText: "Merci pour cet échange. Référence" }).last().waitFor();
  });
});
