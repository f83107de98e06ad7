// The page: one scene, one frame of it, and what was changed. Everything else follows these.

import { get, listen, picture, post } from "./api.js";
import { Comparison, MODES } from "./compare.js";
import { Form } from "./form.js";
import { listenToKeys } from "./keys.js";
import { Library, spaced } from "./library.js";
import { Playback } from "./playback.js";
import { RenderDialog } from "./render.js";
import { clock, numberAt, Timeline } from "./timeline.js";
import { View } from "./view.js";

const TYPING_MS = 150;
const TOAST_MS = 2600;
const $ = (id) => document.getElementById(id);

const state = {
  name: "", // of the scene, as the library has it
  frame: 0,
  changes: {}, // values that are not saved, by the names of the parameters
  shape: "",
  revision: "", // of the lesson file that the form was made from
  preview: null, // what is shown, or will be as soon as it is there
  good: null, // the last one of this scene that has played to its end
  failure: "", // why what was asked for last does not play
  isInvalid: false, // whether something in the form is not allowed, so that nothing follows it
  previews: new Map(), // everything known of them, by their ids
  fields: [],
};

const view = new View($("after"), shown);
const comparison = new Comparison($("stage"), view, lackBefore);
const timeline = new Timeline($("timeline"), (frame) => seek(frame));
const playback = new Playback(view, (frame) => setFrame(frame), endOfPlaying);
const library = new Library($("list"), $("filter"), open);
const form = new Form($("form"), changeParameter);
const rendering = new RenderDialog($("render-dialog"), asked, say);

function asked() {
  return { name: state.name, settings: state.changes, shape: state.shape, frame: state.frame };
}

// --- Which scene -----------------------------------------------------------------------------

async function open(name, frame = 0) {
  stopPlaying();
  Object.assign(state, { name, frame, changes: {}, shape: "", good: null });
  $("shape").value = "";
  $("welcome").hidden = true;
  $("scene-name").textContent = spaced(name);
  $("scene-about").textContent = library.about(name);
  document.title = `${spaced(name)}, Studio`;
  library.choose(name);
  $("timeline").focus({ preventScroll: true });
  remember();
  comparison.setBefore(null);
  await Promise.all([preview({ isBefore: true }), readForm()]);
}

/** Have the server play the scene as it now is; what it shows comes as events. */
async function preview({ isBefore = false, what = asked() } = {}) {
  try {
    const opened = await post("api/previews", what);
    if (opened.name !== state.name) return;
    // There may have been news of it before this answer.
    if (!state.previews.has(opened.id)) learn(opened);
    state.preview = state.previews.get(opened.id);
    if (isBefore || !comparison.preview) comparison.setBefore(state.preview);
    showError("");
    stopPlaying();
    setFrame(state.frame);
    update();
  } catch (error) {
    showError(error.message);
  }
}

function remember() {
  history.replaceState(null, "", `#${encodeURIComponent(state.name)}@${state.frame}`);
}

// --- Which frame -----------------------------------------------------------------------------

function seek(frame) {
  if (!state.preview) return;
  stopPlaying();
  setFrame(frame);
  look();
}

function setFrame(frame) {
  const last = state.preview?.frames ? state.preview.frames - 1 : frame;
  const isKnown = state.preview?.complete;
  state.frame = Math.max(0, isKnown ? Math.min(frame, last) : frame);
  showTime();
}

/** Show the frame that is chosen: the exact one if it has been played, or else about it. */
function look() {
  const { preview: now, frame } = state;
  if (!now) return;
  if (frame < now.frames) view.show(now, frame);
  else if (!now.complete && !now.failure) lookAhead(now, frame);
  comparison.show(frame);
  setStatus();
  remember();
}

let ahead = 0;
function lookAhead(now, frame) {
  clearTimeout(ahead);
  ahead = setTimeout(() => {
    if (state.preview === now && state.frame === frame && frame >= now.frames) {
      post(`api/previews/${now.id}/glimpse`, { frame }).catch(() => {});
    }
  }, TYPING_MS);
}

/** What is known of the beats and plays: while a change is played, what they were before it. */
function outline() {
  const { preview: now, good } = state;
  return now && !now.complete && good ? good : now;
}

function showTime() {
  const now = state.preview;
  if (!now) return;
  const { fps, frames } = now;
  const { beats } = outline();
  const total = `${clock(frames, fps)}${now.complete ? "" : "…"}`;
  $("clock").innerHTML = `<b>${clock(state.frame, fps)}</b> of ${total} · frame <b>${state.frame}</b> of ${frames}`;
  timeline.mark(state.frame);
  const number = numberAt(beats, state.frame);
  $("caption").textContent = number < 0 ? "" : beats[number].text;
  showNarration(number);
}

function shown() {
  $("stage").dataset.shown = JSON.stringify(view.shown);
  comparison.layOut();
  setStatus();
}

function setStatus() {
  const { preview: now, frame } = state;
  if (!now) return;
  const isHere = view.shown?.id === now.id && view.shown.frame === frame;
  const played = now.complete ? "" : `, played to ${clock(now.frames, now.fps)}`;
  const [kind, text] =
    state.isInvalid ? ["failed", "not allowed: showing what was before"]
    : state.failure ? ["failed", now.failure ? "does not play" : "does not play: showing what did"]
    : isHere && view.shown.exact ? ["exact", `exact${played}`]
    : isHere ? ["glimpse", `first look${played}`]
    : ["waiting", now.frames ? `playing the scene${played}` : "playing the scene"];
  $("status").dataset.state = kind;
  $("status").textContent = text;
}

// --- What the server tells -------------------------------------------------------------------

function learn(facts) {
  const known = state.previews.get(facts.id);
  if (known) Object.assign(known, facts);
  else state.previews.set(facts.id, facts);
}

function update() {
  const now = state.preview;
  if (!now) return;
  if (now.complete) state.good = now;
  if (outline().frames) timeline.update(outline());
  playback.update(now);
  if (now.complete && state.frame >= now.frames) setFrame(now.frames - 1);
  if (now.failure) {
    showError(now.failure);
    // What was there before it was broken can still be looked at.
    if (state.good) {
      state.preview = state.good;
      timeline.update(state.good);
      setFrame(state.frame);
    }
  }
  showTime();
  if (playback.isPlaying) setStatus();
  else look();
}

function onPreview(facts) {
  learn(facts);
  if (facts.id === state.preview?.id) update();
  else if (facts.id === comparison.preview?.id) comparison.show(state.frame);
  resumeBefore();
}

function onGlimpse({ id, frame, png }) {
  const isWanted = () => state.preview?.id === id && state.frame === frame && !view.isShown(state.preview, frame, 0);
  if (isWanted()) view.drawGlimpse(png, state.preview, frame, isWanted);
}

async function onChanged({ files }) {
  library.update(await get("api/library"));
  if (!state.name) return;
  await Promise.all([readForm(), preview()]);
  say(`${files.slice(0, 2).join(", ")}${files.length > 2 ? ", …" : ""} changed`);
}

// --- Before and after ------------------------------------------------------------------------

let lacking = null;
function lackBefore(before, frame) {
  lacking = { before, frame };
  resumeBefore();
}

/** Have "before" played on where it was left, once nothing else is being played. */
function resumeBefore() {
  if (!lacking || comparison.mode === "off") return;
  const { before, frame } = lacking;
  if (before.complete || before.failure) lacking = null;
  else if (state.preview === before || state.preview?.complete || state.preview?.failure) {
    lacking = null;
    if (state.preview !== before) post(`api/previews/${before.id}/resume`, { frame }).catch(() => {});
  }
}

function setCompare(mode) {
  comparison.setMode(mode);
  $("compare").value = mode;
  comparison.show(state.frame);
}

// --- What is changed -------------------------------------------------------------------------

let typing = 0;
function changed() {
  clearTimeout(typing);
  typing = setTimeout(apply, TYPING_MS);
  showSaved();
}

function changeParameter(name, value, isReset = false) {
  state.changes[name] = value;
  const field = state.fields.find((one) => one.name === name);
  if (JSON.stringify(field?.saved) === JSON.stringify(value)) delete state.changes[name];
  changed();
  if (isReset) readForm();
}

function changeNarration() {
  const number = numberAt(outline().beats, state.frame) + 1;
  if (!number) return;
  state.changes.narration = { ...state.changes.narration, [number]: $("narration").value };
  changed();
}

/** Show what the changes make of the frame, unless something is wrong with them. */
async function apply() {
  const what = structuredClone(asked());
  try {
    const { problems = {}, failure } = await post("api/forms", what);
    mark(problems);
    if (failure) showError(failure);
    else if (!Object.keys(problems).length) await preview({ what });
  } catch (error) {
    if (error.status !== 404) showError(error.message); // 404: another change came meanwhile
  }
}

/** Say what is wrong in the form; while anything is, there is nothing to save or to render. */
function mark(problems) {
  form.mark(problems, state.changes);
  state.isInvalid = Object.keys(problems).length > 0;
  $("render-button").disabled = state.isInvalid;
  showSaved();
  setStatus();
}

async function readForm() {
  const { name } = state;
  try {
    const read = await post("api/forms", asked());
    if (state.name !== name) return;
    state.revision = read.revision ?? "";
    state.fields = (read.fields ?? []).map((field) => ({ ...field, saved: field.value }));
    for (const field of state.fields) {
      if (field.name in state.changes) field.saved = undefined;
    }
    form.draw(state.fields, state.changes);
    mark(read.problems ?? {});
    if (read.failure) showError(read.failure);
  } catch (error) {
    if (error.status !== 404) {
      state.fields = [];
      form.draw([], {});
      showError(error.message);
    }
  }
  showSaved();
}

function showNarration(number) {
  const { beats } = outline();
  const beat = beats[number];
  $("words").hidden = !beat;
  const note = state.changes.narration?.[number + 1] === undefined ? "" : ", changed";
  $("beat-number").textContent = beat ? `beat ${number + 1} of ${beats.length}${note}` : "";
  if (beat && document.activeElement !== $("narration")) $("narration").value = beat.text;
}

function isFile() { return state.name.endsWith(".toml"); }
function isChanged() { return Object.keys(state.changes).length > 0 || (isFile() && state.shape !== ""); }

function showSaved() {
  const has = isChanged();
  $("revert").disabled = !has;
  $("save").disabled = state.isInvalid || (isFile() && !has);
  $("save").textContent = isFile() ? "Save" : "Save as…";
  const what = Object.keys(state.changes).map((name) => name.replaceAll("_", " ")).join(", ");
  $("save-state").textContent = has ? `Not saved: ${what || "shape"}` : isFile() ? `${state.name} is saved` : "";
}

async function save() {
  if (!isFile()) {
    $("save-as-row").hidden = false;
    $("save-as-name").focus();
    return;
  }
  try {
    const { revision } = await post("api/save", { ...asked(), revision: state.revision });
    Object.assign(state, { revision, changes: {}, shape: "" });
    comparison.setBefore(state.preview);
    say("Saved.");
    await readForm();
  } catch (error) {
    await readForm();
    $("save-state").textContent = error.message;
  }
}

async function saveAs() {
  try {
    const saved = await post("api/save", { ...asked(), as: $("save-as-name").value.trim() });
    $("save-as-row").hidden = true;
    library.update(await get("api/library"));
    await open(saved.name, state.frame);
    say(`${saved.name} is written.`);
  } catch (error) {
    $("save-state").textContent = error.message;
  }
}

async function revert() {
  Object.assign(state, { changes: {}, shape: "" });
  $("shape").value = "";
  await Promise.all([readForm(), preview()]);
}

// --- Playing ---------------------------------------------------------------------------------

function togglePlaying() {
  if (!state.preview?.frames) return;
  if (playback.isPlaying) {
    stopPlaying();
    look();
  } else {
    $("play").setAttribute("aria-pressed", "true");
    playback.start(state.preview, Math.min(state.frame, state.preview.frames - 1));
  }
}

function stopPlaying() {
  playback.stop();
  $("play").setAttribute("aria-pressed", "false");
}

function endOfPlaying(frame) {
  stopPlaying();
  setFrame(frame);
  look();
}

// --- Copying ---------------------------------------------------------------------------------

async function copyPicture() {
  const { preview: now, frame } = state;
  if (!now || frame >= now.frames) return;
  const address = picture(now, frame, now.height);
  try {
    const file = await (await fetch(address)).blob();
    await navigator.clipboard.write([new ClipboardItem({ "image/png": file })]);
    say("The frame is on the clipboard.");
  } catch {
    const link = document.createElement("a");
    Object.assign(link, { href: address, download: `${state.name}_${frame}.png` });
    link.click();
  }
}

async function copyCommand() {
  if (!state.name) return;
  const { frame } = await post("api/commands", asked());
  try {
    await navigator.clipboard.writeText(frame);
    say(frame);
  } catch {
    say(frame);
  }
}

let toast = 0;
function say(text) {
  clearTimeout(toast);
  $("toast").textContent = text;
  $("toast").hidden = false;
  toast = setTimeout(() => { $("toast").hidden = true; }, TOAST_MS);
}

function showError(text) {
  state.failure = text;
  $("error").hidden = !text;
  $("error-text").textContent = text;
}

// --- The page --------------------------------------------------------------------------------

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}

/** The first frame of the beat or play so many after the one in view. */
function stepOver(spans, places) {
  const current = numberAt(spans, state.frame);
  // Back from within one goes to its own beginning first.
  const isWithin = places < 0 && current >= 0 && state.frame > spans[current].first_frame;
  const next = spans[Math.max(0, current + (isWithin ? 0 : places))];
  if (next) seek(next.first_frame);
}

const actions = {
  play: togglePlaying,
  step: (frames) => seek(state.frame + frames),
  second: (seconds) => seek(state.frame + seconds * (state.preview?.fps ?? 60)),
  beat: (places) => stepOver(outline()?.beats ?? [], places),
  span: (places) => stepOver(outline()?.plays ?? [], places),
  start: () => seek(0),
  end: () => seek(Math.max(0, (state.preview?.frames ?? 1) - 1)),
  scene: (places) => { const name = library.beside(places); if (name) open(name); },
  find: () => $("filter").focus(),
  edit: () => form.focus(),
  words: () => $("narration").focus(),
  compare: () => setCompare(MODES[(MODES.indexOf(comparison.mode) + 1) % MODES.length]),
  before: () => { comparison.setBefore(state.preview); comparison.show(state.frame); say("This is “before” now."); },
  picture: copyPicture,
  command: copyCommand,
  render: () => { if (state.name && !state.isInvalid) rendering.open(); },
  save: () => { if (!$("save").disabled && state.name) save(); },
  theme: () => setTheme(document.documentElement.dataset.theme === "light" ? "dark" : "light"),
  help: () => $("help").showModal(),
};

function connect() {
  const clicks = {
    "to-start": actions.start, back: () => actions.step(-1), play: actions.play,
    forward: () => actions.step(1), "copy-picture": copyPicture, "copy-command": copyCommand,
    "render-button": actions.render, "help-button": actions.help, save, revert,
    "save-as-confirm": saveAs, "help-close": () => $("help").close(),
  };
  for (const [id, does] of Object.entries(clicks)) $(id).addEventListener("click", () => does());
  $("narration").addEventListener("input", changeNarration);
  $("save-as-name").addEventListener("keydown", (event) => { if (event.key === "Enter") saveAs(); });
  $("compare").addEventListener("change", () => setCompare($("compare").value));
  $("shape").addEventListener("change", () => { state.shape = $("shape").value; changed(); });
  listenToKeys(actions);
  const isLight = matchMedia("(prefers-color-scheme: light)").matches;
  setTheme(localStorage.getItem("theme") ?? (isLight ? "light" : "dark"));
  const onLost = (isLost) => { if (isLost) showError("The studio is not running any more; start it again in the terminal."); };
  listen({ preview: onPreview, glimpse: onGlimpse, changed: onChanged, render: (facts) => rendering.update(facts) }, onLost);
}

async function begin() {
  connect();
  showSaved();
  const contents = await get("api/library");
  $("film-title").textContent = contents.title;
  library.update(contents);
  const [, name, frame] = decodeURIComponent(location.hash).match(/^#(.+)@(\d+)$/) ?? [];
  if (name && library.all.some((scene) => scene.name === name)) await open(name, Number(frame));
}

begin();
