// The demo's phone: shows what the service says, speaks it, counts the silence, sends the keys.
"use strict";

const element = (id) => document.getElementById(id);
const words = element("words").dataset;
const pageLanguage = document.documentElement.lang;
const say = (word, values = {}) => words[word].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** Characters a voice speaks in a second: the pace of the captions where no voice exists. */
const CHARACTERS_PER_SECOND = 14;
const KEYS = "0123456789*#";

// One request at a time, in the order of the keys: a phone line has one order too.
let line = Promise.resolve();

async function request(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error(words.problemNetwork);
  }
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(words.problemRefused + (data.error ? ` (${data.error})` : ""));
  return data;
}

function showProblem(text) {
  const problem = element("problem");
  problem.textContent = text;
  problem.hidden = text === "";
}

/** Tells a screen reader, in the language of what is said. */
function announce(text, language) {
  const words = document.createElement("p");
  words.textContent = text;
  if (language) words.lang = language;
  const region = element("announce");
  region.append(words);
  while (region.childElementCount > 5) region.firstElementChild.remove();
}

const isRightToLeft = (language) => /^(ar|arb|fa|he|ps|ur)\b/.test(language);

// ---- The call ------------------------------------------------------------------------------------------

const call = { id: null, phase: "idle", turn: 0, patient: false, ticking: null };

function setState(state, text) {
  call.phase = state;
  element("lamp").dataset.state = state;
  if (element("state").textContent !== text) element("state").textContent = text;
  const ringing = state === "ringing";
  const busy = !["idle", "ended"].includes(state);
  element("call").disabled = busy && !ringing;
  element("hang-up").disabled = !busy;
  element("call-word").textContent = ringing ? words.pickUp : words.call;
  element("hang-up-word").textContent = ringing ? words.refuse : words.hangUp;
  element("voicemail").hidden = !ringing;
  element("phone").classList.toggle("rings", ringing);
  element("pass-on").hidden = state !== "speaking";
  // A phone that rings may be laid aside for another one.
  for (const field of ["person", "service", "withheld"]) element(field).disabled = busy && !ringing;
}

function caption(kind, text, language) {
  const captions = element("captions");
  captions.querySelector(".empty")?.remove();
  for (const old of captions.querySelectorAll(".said")) old.className = "past";
  const paragraph = document.createElement("p");
  paragraph.className = kind;
  paragraph.textContent = text;
  if (language) {
    paragraph.lang = language;
    paragraph.dir = isRightToLeft(language) ? "rtl" : "ltr";
  }
  captions.append(paragraph);
  captions.scrollTop = captions.scrollHeight;
}

/** Keys pressed one after the other stand together, as they were typed. */
function captionKey(key) {
  const last = element("captions").lastElementChild;
  if (last?.className === "pressed") last.textContent += key;
  else caption("pressed", key);
}

function voiceFor(language) {
  if (!element("sound").checked || !window.speechSynthesis) return undefined;
  const primary = language.toLowerCase().replace(/^arb\b/, "ar").split("-")[0];
  const voices = window.speechSynthesis.getVoices();
  return voices.find((voice) => voice.lang.toLowerCase() === language.toLowerCase())
    ?? voices.find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === primary);
}

/** Speaks one stretch; resolves when it is over, or was cut off by a key. */
function utter(text, language, turn) {
  return new Promise((resolve) => {
    const estimate = 1000 * Math.max(0.8, text.length / CHARACTERS_PER_SECOND);
    const voice = voiceFor(language);
    if (!voice) {
      announce(text, language);
      call.stopSpeech = resolve;
      setTimeout(resolve, estimate);
      return;
    }
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.onend = resolve;
    utterance.onerror = () => { if (turn === call.turn) setTimeout(resolve, estimate); else resolve(); };
    call.stopSpeech = () => { window.speechSynthesis.cancel(); resolve(); };
    window.speechSynthesis.speak(utterance);
    // Some browsers never report the end of a speech: the line must not hang on it.
    setTimeout(resolve, 3 * estimate + 4000);
  });
}

/** What a stretch shows: its words, or that a recording plays; nothing for a pause. */
function captioned(stretch) {
  if (stretch.text) return { text: stretch.text, language: stretch.language ?? pageLanguage };
  return { text: stretch.play ? words.stateAudio : "", language: pageLanguage };
}

function pause(seconds) {
  return new Promise((resolve) => {
    call.stopSpeech = resolve;
    setTimeout(resolve, 1000 * seconds);
  });
}

function cutSpeech() {
  call.turn += 1;
  clearInterval(call.ticking);
  element("meter").style.inlineSize = "0";
  const stop = call.stopSpeech;
  call.stopSpeech = null;
  stop?.();
}

async function speak(heard, turn) {
  setState("speaking", words.stateSpeaking);
  call.rest = [...heard];
  while (call.rest.length) {
    const stretch = call.rest.shift();
    const { text, language } = captioned(stretch);
    if (text) {
      caption("said", text, language);
      await utter(text, language, turn);
    } else {
      await pause(stretch.pause ?? 0);
    }
    if (turn !== call.turn) return;
  }
  act("spoken");
}

/** Counts the silence down in view, then reports it. */
function listen(phase, turn) {
  if (element("patience").checked) {
    setState("listening", words.stateYourTurnPatient);
    return;
  }
  const end = performance.now() + 1000 * phase.timeout;
  const tick = () => {
    if (turn !== call.turn) return clearInterval(call.ticking);
    const left = Math.max(0, end - performance.now());
    setState("listening", say("stateYourTurn", { seconds: Math.ceil(left / 1000) }));
    element("meter").style.inlineSize = `${(100 * left) / (1000 * phase.timeout)}%`;
    if (left === 0) {
      cutSpeech();
      act("silence", { seconds: phase.timeout });
    }
  };
  clearInterval(call.ticking);
  tick();
  call.ticking = setInterval(tick, 200);
}

function over() {
  cutSpeech();
  call.id = null;
  element("typed").textContent = "";
  setState("ended", words.stateEnded);
  announce(words.stateEnded, pageLanguage);
}

function follow(progress) {
  showProblem("");
  cutSpeech();
  const turn = call.turn;
  if (progress.phase.state === "speaking") {
    // Where a key changes nothing, what was being said goes on.
    const goesOn = progress.heard.length === 0;
    if (!goesOn) element("typed").textContent = "";
    speak(goesOn ? (call.rest ?? []) : progress.heard, turn);
  } else if (progress.phase.state === "listening") {
    listen(progress.phase, turn);
  } else if (progress.phase.state === "waiting") {
    const { seconds, what } = progress.phase;
    setState("working", what === "talking" ? words.stateTalking : words.stateWorking);
    // Somebody else may end the waiting: it is asked for again each second, save where we are recorded.
    const step = what === "recording" ? seconds : Math.min(seconds, 1);
    setTimeout(() => { if (turn === call.turn) act("silence", { seconds: step }); }, 1000 * step);
  } else {
    over();
    const { by, fault } = progress.phase.reason;
    if (by === "fault") showProblem(`${words.problemAnswer} (${fault})`);
  }
}

/** Sends one act of the person on the line, after those already under way. */
function act(name, body = {}) {
  const id = call.id;
  line = line.then(async () => {
    if (!id || id !== call.id) return;
    try {
      follow(await request("POST", `/phone/api/calls/${id}/${name}`, body));
    } catch (problem) {
      if (id === call.id) over();
      showProblem(problem.message);
    }
  });
  return line;
}

// ---- A call of the service ------------------------------------------------------------------------------

const bell = { id: null, round: 0, tone: null };

/** A number as people write it here, 01 99 00 00 01, on one line. */
function inPairs(number) {
  const national = number.startsWith("+33") ? `0${number.slice(3)}` : number;
  return `\u2066${national.replace(/(\d\d)(?=\d)/g, "$1\u00a0")}\u2069`;
}

/** One second and a half of tone, three and a half of silence, as telephones ring here. */
function soundBell(on) {
  clearInterval(bell.beat);
  bell.tone?.close();
  bell.tone = null;
  // A browser lets no page sound before somebody touched it.
  if (!on || !element("ringtone").checked || !navigator.userActivation?.hasBeenActive) return;
  const tone = bell.tone = new AudioContext();
  const stroke = () => {
    const [wave, volume] = [tone.createOscillator(), tone.createGain()];
    wave.frequency.value = 440;
    volume.gain.value = 0.15;
    wave.connect(volume).connect(tone.destination);
    wave.start();
    wave.stop(tone.currentTime + 1.5);
  };
  stroke();
  bell.beat = setInterval(stroke, 5000);
}

function rings(incoming) {
  bell.id = incoming.id;
  showProblem("");
  select("call");
  element("captions").replaceChildren();
  const text = say("stateRinging", { number: inPairs(incoming.from) });
  setState("ringing", text);
  announce(text, pageLanguage);
  // Whoever is busy elsewhere on the page stays there.
  if ([document.body, element("hang-up")].includes(document.activeElement)) element("call").focus();
  soundBell(true);
}

/** The ringing ends, and what became of it is shown. */
function stopsRinging(text) {
  bell.id = null;
  soundBell(false);
  setState("ended", text);
  announce(text, pageLanguage);
}

/** Follows the chosen phone: whether it rings. */
async function watchBell() {
  const round = ++bell.round;
  const number = element("person").value;
  if (bell.id) stopsRinging(words.stateIdle);
  let first = true;
  while (round === bell.round) {
    const query = new URLSearchParams({ number, wait: first ? 0 : 20 });
    if (bell.id) query.set("known", bell.id);
    try {
      const { incoming } = await request("GET", `/phone/api/ring?${query}`);
      if (round !== bell.round) return;
      first = false;
      if (incoming && incoming.id !== bell.id && !call.id) rings(incoming);
      else if (!incoming && bell.id) stopsRinging(words.stateMissed);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }
  }
}

/** Does something about the phone that rings; gives the call where there is one. */
async function take(what) {
  bell.id = null;
  soundBell(false);
  try {
    return (await request("POST", `/phone/api/ring/${what}`, { number: element("person").value })).call;
  } catch (problem) {
    setState("ended", words.stateMissed);
    showProblem(problem.message);
    return undefined;
  }
}

async function pickUp() {
  element("hang-up").focus();
  const begun = await take("pick-up");
  if (!begun) return;
  call.id = begun.id;
  follow(begun);
}

async function refuse() {
  const taken = await take("refuse");
  if (taken === null) stopsRinging(words.stateRefused);
  element("call").focus();
}

async function toVoicemail() {
  const recorded = await take("voicemail");
  if (!recorded) return;
  stopsRinging(words.stateEnded);
  caption("past", words.stateVoicemail);
  for (const stretch of recorded.heard) {
    const { text, language } = captioned(stretch);
    if (text) caption("said", text, language);
    if (text) announce(text, language);
  }
  element("call").focus();
}

// ---- A call of ours ------------------------------------------------------------------------------------

async function dial() {
  if (bell.id) return pickUp();
  if (!element("call").disabled) {
    select("call");
    element("captions").replaceChildren();
    setState("dialling", words.stateDialling);
    announce(words.stateDialling, pageLanguage);
    element("hang-up").focus();
    try {
      const begun = await request("POST", "/phone/api/calls", {
        from: element("person").value, to: element("service").value, withheld: element("withheld").checked,
      });
      call.id = begun.id;
      follow(begun);
    } catch (problem) {
      over();
      showProblem(problem.message);
    }
  }
}

function hangUp() {
  if (bell.id) return refuse();
  const id = call.id;
  over();
  element("call").focus();
  if (id) line = line.then(() => request("POST", `/phone/api/calls/${id}/hang-up`, {}).catch(() => {}));
}

function press(key) {
  const button = document.querySelector(`[data-key="${key}"]`);
  button.classList.add("down");
  setTimeout(() => button.classList.remove("down"), 120);
  if (!call.id) {
    if (!element("pane-messages").hidden) type(key);
    return;
  }
  // A key cuts the speech short, as on a real line.
  cutSpeech();
  setState("working", words.stateWorking);
  element("typed").textContent += key;
  captionKey(key);
  act("press", { key });
}

function type(key) {
  const body = element("body");
  body.setRangeText(key, body.selectionStart, body.selectionEnd, "end");
}

// ---- The texts -----------------------------------------------------------------------------------------

const texts = { after: 0, number: "", round: 0, unread: 0 };

function showText(text, fresh) {
  const item = document.createElement("li");
  item.className = text.mine ? "mine" : "";
  if (fresh) item.classList.add("fresh");
  const who = document.createElement("span");
  who.className = "unseen";
  who.textContent = text.mine ? words.sentBy : words.receivedFrom;
  const bubble = document.createElement("p");
  bubble.className = "bubble";
  bubble.textContent = text.body;
  bubble.dir = text.language ? (isRightToLeft(text.language) ? "rtl" : "ltr") : "auto";
  if (text.language) bubble.lang = text.language;
  const measure = document.createElement("small");
  measure.textContent = text.measure;
  item.append(who, bubble, measure);
  element("texts").append(item);
}

function showTexts(received, fresh) {
  for (const text of received) {
    if (text.id <= texts.after) continue;
    texts.after = text.id;
    element("thread").querySelector(".empty").hidden = true;
    showText(text, fresh);
    if (fresh && !text.mine) {
      announce(words.newText, pageLanguage);
      announce(text.body, text.language);
      if (element("pane-messages").hidden) texts.unread += 1;
    }
  }
  showUnread();
  if (received.length) element("thread").scrollTop = element("thread").scrollHeight;
}

function showUnread() {
  const badge = element("unread");
  badge.hidden = texts.unread === 0;
  badge.textContent = texts.unread;
}

/** Waits for new texts of the chosen number, for as long as it stays chosen. */
async function watchTexts() {
  const round = ++texts.round;
  texts.number = element("person").value;
  const isLandline = "landline" in element("person").selectedOptions[0].dataset;
  element("landline").hidden = !isLandline;
  element("compose").hidden = isLandline;
  texts.after = 0;
  texts.unread = 0;
  element("texts").replaceChildren();
  element("thread").querySelector(".empty").hidden = isLandline;
  let first = true;
  while (round === texts.round) {
    const query = new URLSearchParams({ number: texts.number, after: texts.after, lang: pageLanguage, wait: first ? 0 : 20 });
    try {
      const { texts: received } = await request("GET", `/phone/api/texts?${query}`);
      if (round === texts.round) showTexts(received, !first);
      first = false;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }
  }
}

async function send(event) {
  event.preventDefault();
  const body = element("body");
  const text = body.value.trim();
  if (text === "") return body.focus();
  body.value = "";
  showProblem("");
  try {
    const message = {
      from: element("person").value, to: element("service").value, body: text,
      after: texts.after, lang: pageLanguage,
    };
    const { texts: received, answered } = await request("POST", "/phone/api/texts", message);
    showTexts(received, true);
    if (!answered) showProblem(words.notAnswered);
  } catch (problem) {
    body.value = text;
    showProblem(problem.message);
  }
}

// ---- The phone's own controls --------------------------------------------------------------------------

function select(name) {
  for (const tab of ["call", "messages"]) {
    const chosen = tab === name;
    element(`tab-${tab}`).setAttribute("aria-selected", chosen);
    element(`tab-${tab}`).tabIndex = chosen ? 0 : -1;
    element(`pane-${tab}`).hidden = !chosen;
  }
  if (name === "messages") {
    texts.unread = 0;
    showUnread();
    element("thread").scrollTop = element("thread").scrollHeight;
  }
}

for (const name of ["call", "messages"]) {
  element(`tab-${name}`).addEventListener("click", () => select(name));
  element(`tab-${name}`).addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = name === "call" ? "messages" : "call";
    select(other);
    element(`tab-${other}`).focus();
  });
}

document.addEventListener("keydown", (event) => {
  const elsewhere = event.target.closest("textarea, select, input, button, a");
  if (bell.id && !event.repeat && (event.key === "Escape" || (event.key === "Enter" && !elsewhere))) {
    event.preventDefault();
    if (event.key === "Enter") pickUp();
    else refuse();
    return;
  }
  const field = event.target.closest("textarea, select, input:not([type=checkbox])");
  if (field || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  if (call.id && KEYS.includes(event.key) && event.key.length === 1) {
    event.preventDefault();
    press(event.key);
  }
});

for (const button of document.querySelectorAll("[data-key]")) {
  button.addEventListener("click", () => press(button.dataset.key));
}
element("call").addEventListener("click", dial);
element("hang-up").addEventListener("click", hangUp);
element("pass-on").addEventListener("click", passOn);
element("voicemail").addEventListener("click", toVoicemail);
element("ringtone").addEventListener("change", () => soundBell(Boolean(bell.id)));
element("person").addEventListener("change", watchTexts);
element("person").addEventListener("change", watchBell);
element("compose").addEventListener("submit", send);
element("body").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    element("compose").requestSubmit();
  }
});
addEventListener("pagehide", () => {
  if (call.id) navigator.sendBeacon(`/phone/api/calls/${call.id}/hang-up`, new Blob(["{}"], { type: "application/json" }));
  window.speechSynthesis?.cancel();
});

/** Shows at once what is left to hear, for someone who reads faster than a voice speaks. */
function passOn() {
  const rest = call.rest ?? [];
  cutSpeech();
  for (const stretch of rest) {
    const { text, language } = captioned(stretch);
    if (!text) continue;
    caption("said", text, language);
    announce(text, language);
  }
  element("captions").focus();
  act("spoken");
}

function noteVoices() {
  element("no-voice").hidden = Boolean(window.speechSynthesis?.getVoices().length);
}

window.speechSynthesis?.addEventListener?.("voiceschanged", noteVoices);
noteVoices();
setState("idle", words.stateIdle);
watchTexts();
watchBell();
