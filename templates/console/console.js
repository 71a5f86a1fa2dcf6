// The console works without this file: it only makes it quicker under the hand. Live news, the countdown of a lease, single
// keys, ready sentences.

// A page that tells of a mistake begins at it.
document.querySelector("[data-focus]")?.focus();

const announcer = document.getElementById("announce");
/** Speaks through the one polite live region, at most once every ten seconds: the last word wins. */
const announce = (() => {
  let last = -Infinity;
  let waiting;
  return (text) => {
    if (!announcer || !text) return;
    clearTimeout(waiting);
    const say = () => {
      last = performance.now();
      announcer.textContent = text;
    };
    const pause = last + 10000 - performance.now();
    if (pause <= 0) say();
    else waiting = setTimeout(say, pause);
  };
})();

// The countdown of a lease: by the server's clock, which the page was made with.
for (const shown of document.querySelectorAll("[data-until]")) {
  const offset = Number(shown.dataset.now) - Date.now();
  let told = false;
  const tick = () => {
    const left = Math.max(0, Math.round((Number(shown.dataset.until) - Date.now() - offset) / 1000));
    shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    shown.classList.toggle("soon", left <= 60);
    if (left > 60) told = false;
    else if (!told && left > 0) {
      told = true;
      announce(shown.dataset.minute);
    } else if (left === 0 && told !== "over") {
      told = "over";
      announce(shown.dataset.over);
    }
  };
  tick();
  setInterval(tick, 1000);
}

/** Sends the form of a button as that button would. */
async function send(button) {
  const body = new URLSearchParams(new FormData(button.form, button));
  const answer = await fetch(button.formAction, { method: "POST", body, headers: { accept: "application/json" } });
  return answer.ok ? answer.json() : null;
}

// More time and a call leave the page where it is, with the caret in the note.
for (const button of document.querySelectorAll("[data-stay]")) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const told = await send(button).catch(() => null);
    if (told?.until) {
      for (const shown of document.querySelectorAll("[data-until]")) shown.dataset.until = told.until;
    }
    announce(told?.said ?? button.dataset.failed);
    const place = document.getElementById("said");
    if (place) {
      place.textContent = told?.said ?? button.dataset.failed ?? "";
      place.hidden = place.textContent === "";
    }
  });
}

// Ready sentences go into the note where the caret stands.
const note = document.getElementById("note");
for (const button of document.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const text = button.closest("li").querySelector("p").textContent;
    const before = note.value && !note.value.endsWith("\n") ? "\n" : "";
    note.value += before + text;
    note.focus();
  });
}

// A text to the person: counted by the server as it is typed, sent without leaving the page. A text that was counted late
// says nothing any more.
const text = document.getElementById("text");
if (text) {
  const place = document.getElementById("text-said");
  const once = text.form.elements.once;
  const count = document.querySelector("[data-count]");
  count.hidden = true;
  let asked = 0;
  const ask = async (button) => {
    const mine = ++asked;
    const told = await send(button);
    return mine === asked ? told : null;
  };
  const show = (told) => {
    document.getElementById("measure").textContent = told.measure;
    once.value = told.once;
  };
  let waiting;
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const told = await ask(count).catch(() => null);
      if (told) show(told);
    }, 250);
  });
  text.form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button?.hasAttribute("data-write")) return;
    event.preventDefault();
    clearTimeout(waiting);
    const told = await ask(button).catch(() => null);
    const said = told ? told.said : text.dataset.failed;
    place.textContent = said ?? "";
    place.hidden = !said;
    announce(said);
    if (!told) return;
    show(told);
    if (told.sent || button.name === "ready") text.value = told.text;
    if (button.name === "ready") text.focus();
  });
}

// News of the queue. Nothing moves under the hand: a line says what is new, and showing it is the advisor's choice.
const news = document.querySelector("[data-live]");
if (news && window.EventSource) {
  const link = news.querySelector("a");
  const line = document.createElement("a");
  line.className = "button news";
  line.href = link.href;
  line.hidden = true;
  link.after(line);
  const told = news.dataset;
  const source = new EventSource(`${told.live}?since=${encodeURIComponent(told.since)}`);
  const show = (text) => {
    if (line.textContent === text) return;
    line.textContent = text;
    line.hidden = false;
    announce(text);
  };
  source.addEventListener("queue", (event) => {
    const { fresh, moved, alerts } = JSON.parse(event.data);
    if (alerts > Number(told.alerts)) show(told.alert);
    else if (fresh > 0) show(fresh === 1 ? told.one : told.many.replace("{count}", fresh));
    else if (moved) show(told.moved);
  });
  source.addEventListener("ended", () => {
    source.close();
    show(told.ended);
  });
}

// Single keys, unless the advisor switched them off, types, or holds a modifier.
const typing = (element) =>
  element?.closest("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox]):not([type=submit])");
const help = document.getElementById("keys");
if ("singleKeys" in document.documentElement.dataset) {
  document.documentElement.dataset.keysOn = "";
  for (const one of document.querySelectorAll("[data-key]")) one.setAttribute("aria-keyshortcuts", one.dataset.key);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && typing(event.target)) {
      event.target.blur();
      return;
    }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?" && help) {
      event.preventDefault();
      help.showModal();
      return;
    }
    const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (!target) return;
    event.preventDefault();
    if (target.matches("textarea, input:not([type=radio]):not([type=checkbox])")) target.focus();
    else target.click();
  });
}
