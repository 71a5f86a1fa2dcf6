// axe in the browser: the rules that every page is held to, and what it finds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"];
/** The rules that find something else in another look of the same page: all others read what is there, not how it is drawn. */
export const OF_LOOKS = { type: "rule", values: ["color-contrast", "link-in-text-block", "target-size"] };

/** What axe finds wrong: an injected script is not the page's own, so axe goes in through the debugging protocol, which the
 * page's policy lets pass. */
export async function violations(page, only = RULES) {
  const session = await page.context().newCDPSession(page);
  const { result: there } = await session.send("Runtime.evaluate", { expression: "typeof axe", returnByValue: true });
  if (there.value === "undefined") await session.send("Runtime.evaluate", { expression: axe });
  const options = { runOnly: only, resultTypes: ["violations"] };
  const { result } = await session.send("Runtime.evaluate", {
    expression: `axe.run(document, ${JSON.stringify(options)}).then((found) => JSON.stringify(
      found.violations.map((one) => ({ rule: one.id, at: one.nodes.map((node) => node.target.join(" ")) }))))`,
    awaitPromise: true, returnByValue: true,
  });
  await session.detach();
  return JSON.parse(result.value);
}
