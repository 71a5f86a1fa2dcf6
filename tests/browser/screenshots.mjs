// The pictures of the phone in docs/images: a street number being given in a call, and the same by text.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { giveStreetNumber, hear, launch, onPhone, startDemo, write } from "./browser.mjs";

const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const WIDE = { viewport: { width: 1280, height: 900 } };
const NARROW = { viewport: { width: 360, height: 780 }, deviceScaleFactor: 2 };
const LINA = "+33639980012";

const CALL = {
  fr: { keys: [["Pour le français", "1"], ["Pour suivre votre dossier", "1"], ["numéro de dossier", "2345678#"],
    ["8 chiffres", "24681357#"], ["répondre tout de suite", "1"], ["numéro de votre rue, puis", "12#"]], at: "Pour 12 bis" },
  ar: { keys: [["Pour le français", "3"], ["لمتابعة ملفك", "1"], ["رقم ملفك", "2345678#"], ["8 أرقام", "24681357#"],
    ["للجواب الآن", "1"], ["رقم البيت", "12#"]], at: "وحده" },
};
const TEXTS = {
  fr: [["DOSSIER", "numéro de dossier"], ["2345678", "8 chiffres"], ["24681357", "numéro de votre rue"], ["1", "12 bis"],
    ["12 bis", "C'est bien cela"]],
  ar: [["ملف", "رقم ملفك"], ["2345678", "8 أرقام"], ["24681357", "رقم البيت"], ["1", "12"], ["12 bis", "12 bis"]],
};

/** Takes the whole page, or what a small screen shows with the phone in its middle; no focus stays in the picture. */
async function takes(page, name, fullPage) {
  await page.evaluate(() => {
    document.activeElement?.blur();
    document.getElementById("phone").scrollIntoView({ block: "center" });
  });
  await page.screenshot({ path: `${folder}phone-${name}.png`, fullPage });
}

async function callUnderWay(page, language) {
  await page.selectOption("#person", LINA);
  await page.check("#patience");
  await page.click("#call");
  await giveStreetNumber(page, CALL[language].keys);
  await hear(page, CALL[language].at);
  await page.locator("#lamp[data-state=listening]").waitFor({ state: "attached" });
}

async function thread(page, language) {
  await page.selectOption("#person", LINA);
  await page.click("#tab-messages");
  await page.focus("#body");
  for (const [words, answered] of TEXTS[language]) await write(page, words, answered);
}

mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const language of ["fr", "ar"]) {
  const demo = await startDemo();
  await onPhone(browser, demo.url, language, WIDE, async (page) => {
    await callUnderWay(page, language);
    await takes(page, language, true);
    await page.click("#hang-up");
  });
  await onPhone(browser, demo.url, language, NARROW, async (page) => {
    await thread(page, language);
    await takes(page, `${language}-narrow`, false);
  });
  demo.stop();
}
await browser.close();
