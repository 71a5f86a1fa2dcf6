// axe on every page of the console in each of its states, for each role, language and look: `make axe`. It counts what was
// looked at, and ends badly where anything is wrong.
import { launch, startDemo } from "./browser.mjs";
import { onConsole } from "./console.mjs";
import { DESKS, ROLES, chooses, looksAt, places } from "./pages.mjs";

const browser = await launch();
let looked = 0;
const wrong = [];
try {
  for (const [desk, options] of Object.entries(DESKS)) {
    const demo = await startDemo(options);
    const { origin } = new URL(demo.url);
    try {
      let file;
      for (const role of ROLES.toReversed()) {
        await onConsole(browser, demo.doors[role], {}, async (page) => {
          const found = desk === "normal" ? await places(page, origin, role) : {};
          // Who sees no files finds the person of one by what a colleague told them.
          file = found.file ??= file;
          for (const language of ["fr", "en"]) {
            await chooses(page, origin, language);
            const seen = await looksAt(page, origin, { desk, role, language, found });
            looked += seen.looked;
            wrong.push(...seen.wrong);
          }
        });
        console.log(`${desk}, ${role}: ${looked} looked at, ${wrong.length} violations so far`);
      }
    } finally {
      demo.stop();
    }
  }
} finally {
  await browser.close();
}
for (const one of wrong) console.log(one);
console.log(`${looked} combinations, ${wrong.length} violations`);
process.exitCode = wrong.length === 0 && looked > 0 ? 0 : 1;
