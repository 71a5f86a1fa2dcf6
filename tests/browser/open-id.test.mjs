// Signing in with a real provider of identities: the whole way there and back and out, and what does not let anybody in.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./axe.mjs";
import { launch } from "./browser.mjs";
import { account, code, needsNoScrollingSideways } from "./console.mjs";
import { startOffice } from "./provider.mjs";

const limit = { timeout: 60000 };
const ENTER = "Se connecter avec OpenID Connect";
let browser;
let office;

before(async () => {
  [browser, office] = await Promise.all([launch(), startOffice()]);
});
after(async () => {
  await browser?.close();
  await office?.stop();
});

/** A browser of its own at the door. It asks nobody but the service and the provider; what the provider's own pages would fetch
 * from elsewhere is not fetched. */
async function atTheDoor(run, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "fr-FR", ...options });
  context.setDefaultTimeout(20000);
  await context.route((url) => ![office.url, office.issuer].includes(url.origin), (route) => route.abort());
  const page = await context.newPage();
  try {
    await page.goto(`${office.url}/console/sign-in`);
    await run(page, context);
  } finally {
    await context.close();
  }
}

/** Goes to the provider and signs in there under this name; gives the address that the browser came back with. */
async function through(page, name) {
  const back = page.waitForRequest((request) => request.url().startsWith(`${office.url}/console/open-id?`));
  await page.getByRole("link", { name: ENTER }).click();
  await page.waitForURL((url) => url.origin === office.issuer);
  await page.fill("input[name=login]", name);
  await page.fill("input[name=password]", "whatever the provider asks for");
  await page.locator("button[type=submit]").click();
  return (await back).url();
}

const says = (page, words) => page.locator("#wrong", { hasText: words }).waitFor();

test("while the provider is away the page says so, and a password lets in", limit, async () => {
  const zoe = account(office, "zoe", "administrator");
  await atTheDoor(async (page) => {
    await page.getByRole("link", { name: ENTER }).click();
    await says(page, "OpenID Connect ne répond pas");
    assert.deepEqual(await violations(page), []);
    await page.fill("#login", zoe.login);
    await page.fill("#password", zoe.password);
    const digits = code(zoe.secret);
    await page.fill("#code", digits);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/console\/password$/);
    office.given.push(zoe.password, zoe.secret, zoe.login, digits);
  });
  office.open();
});

for (const javaScriptEnabled of [true, false]) {
  test(`somebody comes in by the provider and goes out of both, JavaScript ${javaScriptEnabled ? "on" : "off"}`, limit, async () => {
    const name = `claire-${javaScriptEnabled ? 1 : 2}`;
    office.run("advisor", "add", name, "--name", "Claire Martin", "--role", "administrator", "--email", `${name}@ccas.example`, "--without-password");
    await atTheDoor(async (page, context) => {
      await page.goto(`${office.url}/console/people`);
      assert.match(page.url(), /sign-in\?next=/);
      await through(page, name);
      await page.waitForURL(/\/console\/people$/);
      if (javaScriptEnabled) {
        assert.deepEqual(await violations(page), []);
        await page.setViewportSize({ width: 320, height: 700 });
        await needsNoScrollingSideways(page, "accounts with addresses");
        await page.setViewportSize({ width: 1280, height: 900 });
      }
      office.given.push(...(await context.cookies(office.url)).filter(({ name: of }) => of === "guichet").map(({ value }) => value));
      await page.getByRole("button", { name: "Se déconnecter" }).click();
      await page.waitForURL((url) => url.origin === office.issuer && url.pathname.includes("session/end"));
      await page.locator("button[name=logout]").click();
      await page.waitForURL(/\/console\/sign-in\?state=/);
      await page.getByText("Vous êtes déconnecté, sur tous vos appareils.").waitFor();
      await page.goto(`${office.url}/console/people`);
      assert.match(page.url(), /sign-in\?next=/);
      // The provider asks who it is again: it was left too.
      await through(page, name);
      await page.waitForURL(/\/console\/people$/);
    }, { javaScriptEnabled });
  });
}

test("what comes back is good once, in the browser that began, and with its own state", limit, async () => {
  office.run("advisor", "add", "lea", "--name", "Léa Petit", "--role", "advisor", "--email", "lea@ccas.example");
  await atTheDoor(async (page, context) => {
    const back = await through(page, "lea");
    await page.waitForURL(/\/console\/queue$/);
    await atTheDoor(async (other) => {
      await other.goto(back);
      await says(other, "La connexion n'est pas allée au bout");
    });
    await context.clearCookies({ domain: "127.0.0.1", name: "guichet" });
    // Held back before the service sees it: the try is still this browser's, and the provider knows who it is.
    let held = `${office.url}/console/open-id/begin`;
    while (!held.startsWith(`${office.url}/console/open-id?`)) {
      const { location } = (await context.request.get(held, { maxRedirects: 0 })).headers();
      held = new URL(location, held).href;
    }
    const tries = await context.cookies(office.url);
    await page.goto(held.replace(/state=[^&]+/, `state=${"A".repeat(43)}`));
    await says(page, "La connexion n'est pas allée au bout");
    await context.addCookies(tries);
    await page.goto(held);
    await page.waitForURL(/\/console\/queue$/);
    await context.clearCookies();
    await context.addCookies(tries);
    await page.goto(held);
    await says(page, "La connexion n'est pas allée au bout");
    assert.deepEqual(await violations(page), []);
  });
});

test("who has no account, and whose address is not theirs, are told alike in both languages", limit, async () => {
  office.run("advisor", "add", "unverified", "--name", "Inès Roux", "--role", "advisor", "--email", "unverified@ccas.example");
  for (const [locale, words] of [["fr-FR", "Vous n'êtes pas connecté"], ["en-GB", "You are not signed in"]]) {
    const told = [];
    for (const name of ["nobody", "unverified"]) {
      await atTheDoor(async (page) => {
        if (locale === "en-GB") await page.goto(`${office.url}/console/open-id/begin`);
        else await page.getByRole("link", { name: ENTER }).click();
        await page.fill("input[name=login]", name);
        await page.fill("input[name=password]", "x");
        await page.locator("button[type=submit]").click();
        await says(page, words);
        told.push(await page.textContent("main"));
        assert.deepEqual(await violations(page), []);
        await page.setViewportSize({ width: 320, height: 700 });
        await needsNoScrollingSideways(page, "the door with a provider");
      }, { locale });
    }
    assert.equal(told[0], told[1]);
  }
});

test("whose account is closed is signed out at once, and the provider does not help", limit, async () => {
  office.run("advisor", "add", "samir", "--name", "Samir Haddad", "--role", "advisor", "--email", "samir@ccas.example");
  await atTheDoor(async (page) => {
    await through(page, "samir");
    await page.waitForURL(/\/console\/queue$/);
    office.run("advisor", "disable", "samir");
    await page.goto(`${office.url}/console/work`);
    assert.match(page.url(), /sign-in\?next=/);
    await page.getByRole("link", { name: ENTER }).click();
    await says(page, "aucun compte de la console");
  });
});

test("nothing of all this stands in the log at its most talkative", () => {
  const log = office.log();
  assert.match(log, /TRACE|DEBUG/);
  assert.match(log, /the provider of identities cannot be asked/);
  assert.ok(office.given.length > 15, `${office.given.length} canaries`);
  for (const canary of [...office.given, "@ccas.example", "subject-of-"]) {
    const edge = /^\d+$/.test(canary) ? "(?<![\\d.])(?![\\d.]*\\dms)" : "";
    const plain = canary.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const line = log.split("\n").find((one) => new RegExp(`${edge}${plain}${edge ? "(?![\\d.])" : ""}`).test(one));
    assert.equal(line, undefined, `${canary} is in the log`);
  }
});
