// One picture: the newest frame that was asked for, and nothing that is older than it.

import { pixels } from "./api.js";

const SETTLED_MS = 110;

/** The height at which frames are shown while they change quickly. */
export function quickHeight(preview) {
  return Math.round(preview.height / 2);
}

export class View {
  constructor(canvas, onShown) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.onShown = onShown;
    this.shown = null; // { id, frame, height, exact }
    this.wanted = null;
    this.busy = false;
    this.timer = 0;
  }

  /** Show a frame: quickly, and at full size as soon as no other is asked for. */
  show(preview, frame) {
    clearTimeout(this.timer);
    if (this.isShown(preview, frame, preview.height)) return;
    this.ask(preview, frame, quickHeight(preview));
    this.timer = setTimeout(() => this.ask(preview, frame, preview.height), SETTLED_MS);
  }

  /** Show a frame at full size at once. */
  showWhole(preview, frame) {
    clearTimeout(this.timer);
    this.ask(preview, frame, preview.height);
  }

  isShown(preview, frame, height) {
    const { id, frame: at, height: size, exact } = this.shown ?? {};
    return exact && id === preview.id && at === frame && size >= height;
  }

  ask(preview, frame, height) {
    if (this.isShown(preview, frame, height)) return;
    this.wanted = { preview, frame, height };
    if (!this.busy) this.work();
  }

  async work() {
    this.busy = true;
    while (this.wanted) {
      const { preview, frame, height } = this.wanted;
      this.wanted = null;
      try {
        const image = await pixels(preview, frame, height);
        const isOlder = this.wanted && this.wanted.preview.id !== preview.id;
        if (!isOlder) this.draw(image, { id: preview.id, frame, height, exact: true });
      } catch {
        // It has not been played yet, or is gone; there will be news of it.
      }
    }
    this.busy = false;
  }

  /** Stop asking for what was wanted. */
  forget() {
    clearTimeout(this.timer);
    this.wanted = null;
  }

  draw(image, shown) {
    this.resize(image.width, image.height);
    this.context.putImageData(image, 0, 0);
    this.shown = shown;
    this.onShown(shown);
  }

  async drawGlimpse(png, preview, frame, isWanted) {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    // It may have been overtaken by the exact frame.
    if (!isWanted()) return;
    this.resize(bitmap.width, bitmap.height);
    this.context.drawImage(bitmap, 0, 0);
    this.shown = { id: preview.id, frame, height: bitmap.height, exact: false };
    this.onShown(this.shown);
  }

  resize(width, height) {
    if (this.canvas.width === width && this.canvas.height === height) return;
    this.canvas.width = width;
    this.canvas.height = height;
  }
}
