// Whole calls and conversations on the demo's phone, by keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { giveStreetNumber, hear, launch, onPhone, press, startDemo, tabTo, write } from "./browser.mjs";

const LINA = "+33639980012";
const limit = { timeout: 90000 };
let browser;

before(async () => { browser = await launch(); });
after(() => browser?.close());

/** A test with a demo of its own: what one caller did is not known to the next test. */
function conversation(name, language, run) {
  test(name, limit, async () => {
    const demo = await startDemo();
    try {
      await onPhone(browser, demo.url, language, {}, (page) => run(page, demo));
    } finally {
      demo.stop();
    }
  });
}

const STREET_NUMBER_CALLS = {
  fr: [
    ["Pour le français, tapez 1", "1"], ["Pour suivre votre dossier, tapez 1", "1"], ["votre numéro de dossier", "2345678#"],
    ["code à 8 chiffres", "24681357#"], ["Pour répondre tout de suite, tapez 1", "1"], ["le numéro de votre rue, puis dièse", "12#"],
    ["Pour 12 bis, tapez 2", "2"], ["12 bis. C'est bien cela", "1"],
  ],
  en: [
    ["Pour le français", "2"], ["press 1", "1"], ["file number", "2345678#"], ["8-digit code", "24681357#"], ["press 1", "1"],
    ["hash", "12#"], ["press 2", "2"], ["12 bis", "1"],
  ],
  ar: [
    ["Pour le français", "3"], ["لمتابعة ملفك", "1"], ["رقم ملفك", "2345678#"], ["8 أرقام", "24681357#"], ["للجواب الآن", "1"],
    ["رقم البيت", "12#"], ["وحده", "2"], ["جوابك هو", "1"],
  ],
};
const REFERENCE = { fr: "Votre référence est", en: "reference", ar: "رقم المرجع هو" };
const HEARD_AS = { fr: "fr-FR", en: "en-GB", ar: "arb" };

for (const language of ["fr", "en", "ar"]) {
  conversation(`a street number is given in a call in ${language}, by keyboard alone`, language, async (page) => {
    await tabTo(page, "person");
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.inputValue("#person"), LINA);
    await tabTo(page, "call");
    await page.keyboard.press("Enter");
    await giveStreetNumber(page, STREET_NUMBER_CALLS[language]);
    const told = await hear(page, REFERENCE[language]);
    assert.equal(await told.getAttribute("lang"), HEARD_AS[language], "what is heard names its language");
    assert.equal(await told.getAttribute("dir"), language === "ar" ? "rtl" : "ltr");
    const [spaced] = (await told.textContent()).match(/\d( \d){5}/) ?? [];
    assert.ok(spaced, "the reference is read digit by digit");
    // The receipt comes by itself, while the call goes on.
    await page.locator("#unread:not([hidden])").waitFor();
    await tabTo(page, "tab-call");
    await page.keyboard.press("ArrowRight");
    const receipt = page.locator("#texts .bubble", { hasText: spaced.replaceAll(" ", "") });
    await receipt.waitFor();
    assert.equal(await receipt.getAttribute("dir"), language === "ar" ? "rtl" : "ltr");
    await tabTo(page, "hang-up");
    await page.keyboard.press("Enter");
    await page.locator("#lamp[data-state=ended]").waitFor({ state: "attached" });
    assert.equal(await page.evaluate(() => document.activeElement.id), "call", "the focus comes back to the call button");
  });
}

conversation("a call cut off is offered again at the next one", "fr", async (page) => {
  await tabTo(page, "call");
  await page.keyboard.press("Enter");
  await giveStreetNumber(page, STREET_NUMBER_CALLS.fr.slice(0, 2));
  await hear(page, "votre numéro de dossier");
  await tabTo(page, "hang-up");
  // A call under way is nobody's to take up: the service is told of the end before the phone rings again.
  const told = page.waitForResponse((response) => response.url().endsWith("/hang-up"));
  await page.keyboard.press("Enter");
  await told;
  await page.keyboard.press("Enter");
  await hear(page, "Votre appel a été coupé");
  await press(page, "1");
  await hear(page, "votre numéro de dossier");
});

conversation("a withheld number is served, and none of its calls is remembered", "fr", async (page) => {
  await tabTo(page, "withheld");
  await page.keyboard.press("Space");
  for (let time = 0; time < 2; time += 1) {
    await tabTo(page, "call");
    await page.keyboard.press("Enter");
    await hear(page, "Pour le français, tapez 1");
    await press(page, "1");
    await hear(page, "Pour suivre votre dossier, tapez 1");
    await tabTo(page, "hang-up");
    await page.keyboard.press("Enter");
  }
});

conversation("silence is counted in view and told to the service, or left uncounted", "fr", async (page) => {
  const listening = async () => {
    await page.locator("#pass-on").click();
    await page.locator("#lamp[data-state=listening]").waitFor();
    return page.locator("#state").textContent();
  };
  await page.click("#call");
  assert.match(await listening(), /À vous : \P{L}*[1-9]/u);
  // The silence runs to its end by itself, and the service speaks again.
  await page.locator("#lamp[data-state=speaking]").waitFor();
  await page.click("#hang-up");
  await page.check("#patience");
  await page.click("#call");
  assert.doesNotMatch(await listening(), /\d/);
  await page.click("#hang-up");
});

conversation("keys that mean nothing are answered with what to do", "fr", async (page) => {
  await page.click("#call");
  await hear(page, "Pour le français, tapez 1");
  await press(page, "1");
  await hear(page, "Pour suivre votre dossier, tapez 1");
  await press(page, "9");
  await hear(page, "Je n'ai pas compris");
});

conversation("a conversation by text goes by keyboard alone", "fr", async (page) => {
  await page.selectOption("#person", LINA);
  await tabTo(page, "tab-call");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.locator("#tab-messages").getAttribute("aria-selected"), "true");
  await tabTo(page, "body");
  const answer = await write(page, "DOSSIER", "numéro de dossier");
  assert.match(await answer.locator("small").textContent(), /GSM-7\P{L}*1\P{L}*segment/u);
  await write(page, "2345678", "8 chiffres");
  await write(page, "24681357", "le numéro de votre rue");
  await write(page, "1", "12 bis");
  await write(page, "12", "C'est bien cela");
  await write(page, "1", /référence : \d{6}/);
  assert.equal(await page.inputValue("#body"), "");
  assert.equal(await page.evaluate(() => document.activeElement.id), "body", "the focus stays in the message");
});

conversation("a conversation in Arabic reads from right to left", "ar", async (page) => {
  await page.click("#tab-messages");
  await tabTo(page, "body");
  const answer = await write(page, "ملف", "رقم ملفك");
  assert.match(await answer.locator("small").textContent(), /UCS-2/);
  const bubble = answer.locator(".bubble");
  assert.deepEqual([await bubble.getAttribute("lang"), await bubble.getAttribute("dir")], ["ar", "rtl"]);
  await write(page, "1234567", "8 أرقام");
  await write(page, "13572468", "قيد الدراسة");
});

conversation("a text begun by the service arrives by itself and is announced", "fr", async (page, demo) => {
  await page.selectOption("#person", LINA);
  await page.locator("#texts").waitFor({ state: "attached" });
  demo.ask("2345678", "street_number");
  await page.locator("#unread:not([hidden])").waitFor();
  assert.match(await page.locator("#announce").textContent(), /Nouveau message.*numéro de votre rue/s);
  await page.click("#tab-messages");
  await tabTo(page, "body");
  await write(page, "14", "14");
});
