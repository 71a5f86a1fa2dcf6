// Every page of the console in each of its states, for what must hold on all of them.
import assert from "node:assert/strict";

import { violations } from "./axe.mjs";

export const ROLES = ["reception", "advisor", "supervisor", "administrator"];
const WORK = ["advisor", "supervisor", "administrator"];
const WATCH = ["supervisor", "administrator"];

/** What a person may have chosen, on the page of settings or on their machine. */
export const APPEARANCES = {
  light: ["light", { colorScheme: "light", forcedColors: "none" }],
  dark: ["system", { colorScheme: "dark", forcedColors: "none" }],
  "high contrast": ["high-contrast", { colorScheme: "light", forcedColors: "none" }],
  "forced colours": ["system", { colorScheme: "light", forcedColors: "active" }],
};

/** The desks: a morning like any other, one where nobody waits, one with five hundred who do. */
export const DESKS = { normal: [], empty: ["--waiting", "0"], crowded: ["--waiting", "500"] };

/** Each state of a page: who sees it, where it is, what is to be seen then, and what leads to it. `always` are those that look
 * another way on every desk. */
const STATES = [
  { name: "queue", always: true, path: "/console/queue", seen: "h1" },
  { name: "queue, last page", path: "/console/queue?page=999", seen: ".empty" },
  { name: "queue, filtered", path: "/console/queue?language=ar&subject=language&mine=1", seen: "h1" },
  { name: "queue, told", path: "/console/queue?told=queue-kept", seen: ".notice" },
  { name: "queue, second page", desk: "crowded", path: "/console/queue?page=1", seen: ".call-card" },
  { name: "work", always: true, roles: WORK, path: "/console/work", seen: "h1" },
  { name: "request", desk: "normal", path: "{request}", seen: "h1" },
  { name: "request, late note", desk: "normal", path: "{request}?told=callback-note-late", seen: ".notice.warn" },
  { name: "request in hand", desk: "normal", roles: WORK, path: "{held}", seen: ".finish" },
  {
    name: "request in hand, a day missing", desk: "normal", roles: WORK, path: "{held}", seen: "#follow-up-problem",
    act: async (page) => {
      await page.check("input[value=follow-up]");
      await page.click(".finish button:not([formaction])");
    },
  },
  {
    name: "request in hand, a text too long", desk: "normal", roles: WORK, path: "{held}", seen: "#text-said:not([hidden])",
    act: async (page) => {
      await page.fill("#text", "à".repeat(600));
      await page.click("button[value=send]");
    },
  },
  { name: "request, printed", desk: "normal", roles: WORK, path: "{request}/print", seen: ".sheet" },
  { name: "person", desk: "normal", path: "{request}/person", seen: "h1" },
  { name: "files", always: true, roles: WORK, path: "/console/files", seen: "h1" },
  { name: "file", desk: "normal", roles: WORK, path: "{file}", seen: "h1" },
  { name: "file, a day that is none", desk: "normal", roles: WORK, path: "{file}?told=file-day-wrong", seen: "[role=alert]" },
  { name: "person of a file", desk: "normal", path: "{file}/person", seen: "h1" },
  { name: "messages", always: true, roles: WORK, path: "/console/messages", seen: "h1" },
  { name: "wall", always: true, roles: WATCH, path: "/console/wall", seen: ".tiles" },
  { name: "flows", always: true, roles: WATCH, path: "/console/flows", seen: ".picture" },
  { name: "one flow", desk: "normal", roles: WATCH, path: "/console/flows/callback", seen: ".picture" },
  { name: "record", always: true, roles: WATCH, path: "/console/audit", seen: "main" },
  { name: "record, a day that is none", desk: "normal", roles: WATCH, path: "/console/audit?day=x", seen: ".notice.bad" },
  { name: "accounts", desk: "normal", roles: ["administrator"], path: "/console/people", seen: "table" },
  {
    name: "accounts, with mistakes", desk: "normal", roles: ["administrator"], path: "/console/people", seen: ".notice.bad",
    act: async (page) => {
      await page.fill("#name", "Zoé");
      await page.fill("#login", "Zoé Blanc");
      await page.fill("#phone", "3230");
      await page.locator("#add-title ~ form button").click();
    },
  },
  { name: "settings", desk: "normal", path: "/console/settings", seen: "form.panel" },
  { name: "password", desk: "normal", path: "/console/password", seen: "#old" },
  { name: "not for this role", desk: "normal", roles: ["reception", "advisor"], path: "/console/wall", seen: ".code" },
  { name: "no such page", desk: "normal", path: "/console/no-such-page", seen: ".code" },
];

/** The states that somebody in a role sees on a desk. */
export function statesOf(desk, role) {
  return STATES.filter((one) => (one.always || (one.desk ?? "normal") === desk) && (one.roles ?? ROLES).includes(role));
}

/** Chooses a language. */
export async function chooses(page, origin, language) {
  await page.goto(`${origin}/console/settings`);
  if (await page.getAttribute("html", "lang") === language) return;
  await page.click("form[action='/console/language'] button");
  await page.waitForURL(/settings/);
}

/** Gives an open page another look, as the page would have come with it. */
async function looksLike(page, [theme, media]) {
  await page.emulateMedia(media);
  await page.evaluate((wanted) => { document.documentElement.dataset.theme = wanted; }, theme);
}

/** Finds a request, one in hand, and a file, as the paths of the states name them. */
export async function places(page, origin, role) {
  await page.goto(`${origin}/console/queue`);
  const requests = await page.locator(".call-card h2 a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const found = { request: requests.at(1) };
  if (!WORK.includes(role) || requests.length === 0) return found;
  // A person with a mobile phone, so that a text may be written.
  for (const request of requests) {
    await page.goto(`${origin}${request}`);
    if (!(await page.textContent(".known .number")).startsWith("06")) continue;
    const claim = page.locator("form[action$='/claim'] button");
    if (await claim.count() > 0) await claim.click();
    if (await page.locator(".finish #note, #text").count() > 1) {
      found.held = request;
      break;
    }
  }
  await page.goto(`${origin}/console/files`);
  found.file = await page.locator(".short a").first().getAttribute("href");
  return found;
}

/** Goes to a state. */
export async function goesTo(page, origin, state, found) {
  await page.goto(origin + state.path.replace(/\{(\w+)\}/, (_, name) => {
    assert.ok(found[name], `${state.name} needs a ${name}`);
    return found[name];
  }));
  // A lease may have ended meanwhile.
  const claim = page.locator("form[action$='/claim'] button");
  if (state.path.includes("{held}") && await claim.count() > 0) {
    await claim.click();
    await page.locator(".finish").waitFor();
  }
  await state.act?.(page);
  await page.locator(state.seen).first().waitFor();
}

/** What axe finds in each state that somebody sees, in each look: how many were looked at, and what is wrong where. In the first
 * look all rules are held, in the others those that `others` names. `beside` looks at the page once more. */
export async function looksAt(page, origin, { desk, role, language, found, others, beside }) {
  const wrong = [];
  let looked = 0;
  for (const state of statesOf(desk, role)) {
    await goesTo(page, origin, state, found);
    assert.equal(await page.getAttribute("html", "lang"), language);
    let rules;
    for (const [appearance, look] of Object.entries(APPEARANCES)) {
      await looksLike(page, look);
      looked += 1;
      for (const one of await violations(page, rules)) {
        wrong.push(`${desk}, ${role}, ${language}, ${appearance}, ${state.name}: ${one.rule} at ${one.at.join("; ")}`);
      }
      rules = others;
    }
    await beside?.(page, state.name);
  }
  return { looked, wrong };
}
