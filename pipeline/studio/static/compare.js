// Before and after, at the same time: side by side, or one wiped over the other.

import { View } from "./view.js";

export const MODES = ["off", "side", "wipe"];
const GAP_PX = 10;
const CAPTIONED_PX = 0;

export class Comparison {
  constructor(stage, after, onLack) {
    this.stage = stage;
    this.after = after;
    this.before = new View(stage.querySelector("#before"), () => this.layOut());
    this.handle = stage.querySelector("#wipe");
    this.onLack = onLack;
    this.mode = "off";
    this.share = 0.5;
    this.preview = null;
    this.handle.addEventListener("pointerdown", (event) => this.drag(event));
    this.handle.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      this.wipe(this.share + way * 0.02);
    });
    new ResizeObserver(() => this.layOut()).observe(stage);
  }

  setMode(mode) {
    this.mode = mode;
    this.stage.dataset.compare = mode;
    this.layOut();
  }

  /** What "before" means from now on. */
  setBefore(preview) { this.preview = preview; }

  show(frame) {
    if (this.mode === "off" || !this.preview) return;
    this.frame = Math.min(frame, Math.max(0, this.preview.frames - 1));
    if (frame < this.preview.frames || this.preview.complete) this.before.show(this.preview, this.frame);
    else this.onLack(this.preview, frame);
  }

  drag(event) {
    this.handle.setPointerCapture(event.pointerId);
    const move = (at) => {
      const box = this.after.canvas.getBoundingClientRect();
      this.wipe((at.clientX - box.left) / box.width);
    };
    const end = () => {
      this.handle.removeEventListener("pointermove", move);
      this.handle.removeEventListener("pointerup", end);
    };
    this.handle.addEventListener("pointermove", move);
    this.handle.addEventListener("pointerup", end);
  }

  wipe(share) {
    this.share = Math.min(1, Math.max(0, share));
    this.layOut();
  }

  /** Make the pictures as large as there is room for. */
  layOut() {
    const { canvas } = this.after;
    const ratio = canvas.width / canvas.height || 16 / 9;
    const both = this.mode === "side" ? 2 : 1;
    const width = (this.stage.clientWidth - (both - 1) * GAP_PX) / both;
    const height = this.stage.clientHeight - CAPTIONED_PX;
    const fit = Math.floor(Math.min(width, height * ratio));
    const tall = Math.floor(fit / ratio);
    for (const one of [canvas, this.before.canvas]) {
      one.style.width = `${fit}px`;
      one.style.height = `${tall}px`;
    }
    const cut = this.mode === "wipe" ? `inset(0 ${100 * (1 - this.share)}% 0 0)` : "none";
    this.before.canvas.style.clipPath = cut;
    const left = (this.stage.clientWidth - fit) / 2 + fit * this.share - 7;
    Object.assign(this.handle.style, { left: `${left}px`, height: `${tall}px`, top: `${(height - tall) / 2}px` });
    this.handle.setAttribute("aria-valuenow", Math.round(100 * this.share));
  }
}
