// The console's way in and its first pages: by keyboard, without JavaScript, and accessible in every theme and language.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./axe.mjs";
import { launch, startDemo } from "./browser.mjs";
import { PASSWORD, account, code, needsNoScrollingSideways, onConsole } from "./console.mjs";

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

const door = () => `${demo.url.replace("/phone", "")}/console`;

/** Fills in the form of the door by keyboard alone, the focus being anywhere before it. */
async function types(page, login, password, digits) {
  await page.focus("#login");
  for (const [words, last] of [[login], [password], [digits, true]]) {
    await page.keyboard.press("Control+A");
    await page.keyboard.type(words);
    await page.keyboard.press(last ? "Enter" : "Tab");
  }
}

for (const javaScriptEnabled of [true, false]) {
  test(`somebody comes in by keyboard, JavaScript ${javaScriptEnabled ? "on" : "off"}`, limit, async () => {
    const zoe = account(demo, `zoe-${javaScriptEnabled ? 1 : 2}`, "administrator");
    await onConsole(browser, door(), { javaScriptEnabled }, async (page) => {
      assert.match(page.url(), /sign-in\?next=/);
      await types(page, zoe.login, "pas le bon", code(zoe.secret));
      const wrong = page.locator("#wrong");
      await wrong.waitFor();
      assert.match(await wrong.textContent(), /ne vont pas ensemble/);
      assert.equal(await page.inputValue("#login"), zoe.login);
      assert.equal(await page.inputValue("#password"), "");
      if (javaScriptEnabled) assert.equal(await page.evaluate(() => document.activeElement.id), "wrong");

      const right = code(zoe.secret);
      await types(page, zoe.login, zoe.password, String((Number(right) + 1) % 1000000).padStart(6, "0"));
      await wrong.waitFor();
      await types(page, zoe.login, zoe.password, code(zoe.secret));
      await page.waitForURL(/\/console\/password$/);
      await page.fill("#old", zoe.password);
      await page.fill("#new", PASSWORD);
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/console\/queue$/);
      await page.getByRole("button", { name: "Se déconnecter" }).click();
      await page.waitForURL(/\/console\/sign-in\?out/);
      await page.goBack();
      await page.reload();
      assert.match(page.url(), /sign-in/);
    });
  });
}

const APPEARANCES = {
  light: ["light", {}], dark: ["system", { colorScheme: "dark" }], "high contrast": ["high-contrast", {}],
  "forced colours": ["system", { forcedColors: "active" }],
};

/** Every page in each of its states: how it is come to, and what is to be seen then. */
const STATES = [
  ["settings", "/console/settings", "form.panel"],
  ["settings saved", "/console/settings?saved", ".notice.good"],
  ["settings with a mistake", "/console/settings", ".notice.bad", async (page) => {
    await page.fill("#phone", "3230");
    await page.locator("main form button").click();
  }],
  ["password", "/console/password", "#old"],
  ["password with a mistake", "/console/password", ".notice.bad", async (page) => {
    await page.fill("#old", "quelque chose");
    await page.fill("#new", "autre chose ici");
    await page.locator("main form button").click();
  }],
  ["accounts", "/console/people", "table.people"],
  ["accounts with mistakes", "/console/people", ".notice.bad li", async (page) => {
    await page.fill("#name", "Zoé");
    await page.fill("#login", "Zoé Blanc");
    await page.fill("#phone", "3230");
    await page.locator("#add-title ~ form button").click();
  }],
  ["record", "/console/audit", "table"],
  ["record without entries", "/console/audit?day=2020-01-01", "main > p"],
  ["record with a mistake", "/console/audit?day=x", ".notice.bad"],
  ["no such page", "/console/nowhere", ".code"],
];

for (const [appearance, [theme, options]] of Object.entries(APPEARANCES)) {
  for (const language of ["fr", "en"]) {
    test(`axe finds nothing on any page, ${appearance}, ${language}`, limit, async () => {
      await onConsole(browser, demo.doors.administrator, options, async (page) => {
        await page.goto(`${door()}/settings`);
        await page.check(`input[name=language][value=${language}]`);
        await page.check(`input[name=theme][value=${theme}]`);
        await page.locator("main form button").click();
        await page.waitForURL(/saved/);
        for (const [state, path, seen, act] of STATES) {
          await page.goto(door().replace("/console", path));
          await act?.(page);
          await page.locator(seen).first().waitFor();
          assert.equal(await page.getAttribute("html", "lang"), language);
          assert.deepEqual(await violations(page), [], state);
          await page.setViewportSize({ width: 320, height: 700 });
          await needsNoScrollingSideways(page, state);
          await page.setViewportSize({ width: 1280, height: 900 });
        }
      });
    });
  }
}

test("axe finds nothing at the door, whatever was tried there", limit, async () => {
  for (const options of [{}, { colorScheme: "dark" }, { forcedColors: "active" }]) {
    for (const locale of ["fr-FR", "en-GB"]) {
      await onConsole(browser, `${door()}/sign-in?out`, { ...options, locale }, async (page) => {
        await page.locator(".notice.good").waitFor();
        assert.deepEqual(await violations(page), []);
        await types(page, "nobody", "x", "000000");
        await page.locator("#wrong").waitFor();
        assert.deepEqual(await violations(page), []);
        await page.setViewportSize({ width: 320, height: 700 });
        await needsNoScrollingSideways(page, "at the door");
      });
    }
  }
});

test("what is handed over for a new account is shown once, and axe finds nothing in it", limit, async () => {
  await onConsole(browser, demo.doors.administrator, {}, async (page) => {
    await page.goto(`${door()}/people`);
    await page.fill("#name", "Inès");
    await page.fill("#login", "ines");
    await page.locator("#add-title ~ form button").click();
    await page.locator(".secret").first().waitFor();
    assert.deepEqual(await violations(page), []);
    await page.setViewportSize({ width: 320, height: 700 });
    await needsNoScrollingSideways(page, "the sheet");
  });
});

test("every stop of the keyboard shows where it is and is large enough", limit, async () => {
  await onConsole(browser, demo.doors.administrator, {}, async (page) => {
    for (const path of ["/people", "/audit", "/settings"]) {
      await page.goto(door() + path);
      const seen = new Set();
      for (let stop = 0; stop < 80; stop += 1) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
          const one = document.activeElement;
          const target = ["checkbox", "radio"].includes(one.type) ? one.closest("label") : one;
          const { width, height } = target.getBoundingClientRect();
          const { outlineStyle, outlineWidth } = getComputedStyle(one);
          const inText = one.matches("main p > a, main li > a");
          return { name: one.id || one.name || one.textContent.trim(), width, height, inText, body: one === document.body,
            outline: outlineStyle, thick: parseFloat(outlineWidth) };
        });
        if (at.body) break;
        seen.add(at.name);
        assert.ok(at.outline !== "none" && at.thick >= 2, `the focus shows on ${at.name}`);
        assert.ok(at.inText || (at.width >= 24 && at.height >= 24), `${at.name} is ${at.width} by ${at.height}`);
      }
      assert.ok(seen.size >= 8, `${path} has its stops: ${[...seen]}`);
    }
  });
});
