// Rendering the final video: progress, cancel, download.

import { post } from "./api.js";

export class RenderDialog {
  /** `ask` gives what is to be rendered, as the server is asked for it. */
  constructor(dialog, ask, say) {
    this.dialog = dialog;
    this.ask = ask;
    this.say = say;
    this.id = null;
    for (const [name, does] of [["start", this.start], ["cancel", this.cancel], ["copy", this.copy], ["close", () => dialog.close()]]) {
      this.part(name).addEventListener("click", () => does.call(this));
    }
    for (const name of ["quality", "format"]) this.part(name).addEventListener("change", () => this.describe());
  }

  part(name) { return this.dialog.querySelector(`#render-${name}`); }

  open() {
    if (!this.isRunning) {
      this.part("progress").value = 0;
      this.part("state").textContent = "";
      this.part("file").hidden = true;
    }
    this.describe();
    this.dialog.showModal();
    this.part("start").focus();
  }

  get options() { return { quality: this.part("quality").value, format: this.part("format").value }; }

  async describe() {
    if (this.isRunning) return;
    const { video } = await post("api/commands", { ...this.ask(), ...this.options });
    this.part("command").textContent = video;
  }

  async start() {
    this.part("state").textContent = "starting…";
    this.part("file").hidden = true;
    try {
      const state = await post("api/renders", { ...this.ask(), ...this.options });
      this.id = state.id;
      this.update(state);
    } catch (error) {
      this.part("state").textContent = error.message;
    }
  }

  async cancel() { await post(`api/renders/${this.id}/cancel`); }

  async copy() {
    await navigator.clipboard.writeText(this.part("command").textContent);
    this.say("The command is on the clipboard.");
  }

  /** The server has told how far it is. */
  update(state) {
    if (this.id !== null && state.id !== this.id) return;
    this.isRunning = state.state === "running";
    this.part("command").textContent = state.command;
    this.part("start").hidden = this.isRunning;
    this.part("cancel").hidden = !this.isRunning;
    this.part("progress").value = state.state === "done" ? 1 : state.done / Math.max(1, state.total);
    this.part("state").textContent = words(state);
    const file = this.part("file");
    file.hidden = state.state !== "done";
    if (!file.hidden) {
      file.href = `api/renders/${state.id}/file`;
      file.focus();
      this.say(`Rendered: ${state.message}`);
    }
  }
}

function words({ state, done, total, left_s: left, message }) {
  if (state === "done") return `Done: ${message}`;
  if (state === "cancelled") return "Cancelled; what was there before is unchanged.";
  if (state === "failed") return message;
  if (!total) return "playing the scene…";
  const rest = left === null ? "" : `, about ${Math.floor(left / 60)}:${String(Math.round(left % 60)).padStart(2, "0")} left`;
  return `${done} of ${total} frames${rest}`;
}
