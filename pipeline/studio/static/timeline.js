// The scene from its beginning to its end: thumbnails, beats and plays; a click goes there.

import { picture } from "./api.js";

const THUMBNAIL_PX = 108; // rows; twice what is shown, for fine screens
const STEPS_S = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300];
const TICK_PX = 70;

export function clock(frame, fps) {
  const hundredths = Math.floor((frame * 100) / fps);
  const rest = String(hundredths % 100).padStart(2, "0");
  const seconds = Math.floor(hundredths / 100);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}.${rest}`;
}

/** The number of the beat or play that is on at a frame, or -1. */
export function numberAt(spans, frame) {
  return spans.findIndex((span) => frame >= span.first_frame && frame < span.first_frame + span.frames);
}

export class Timeline {
  constructor(root, onSeek) {
    this.root = root;
    this.onSeek = onSeek;
    this.preview = null;
    this.drawn = "";
    root.addEventListener("pointerdown", (event) => this.drag(event));
    new ResizeObserver(() => { this.drawn = ""; if (this.preview) this.update(this.preview); }).observe(root);
  }

  drag(event) {
    if (!this.preview || event.button) return;
    this.root.setPointerCapture(event.pointerId);
    const seek = (at) => {
      const box = this.root.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (at.clientX - box.left) / box.width));
      this.onSeek(Math.min(this.preview.frames - 1, Math.floor(share * this.preview.frames)));
    };
    const end = () => {
      this.root.removeEventListener("pointermove", seek);
      this.root.removeEventListener("pointerup", end);
      this.root.removeEventListener("pointercancel", end);
    };
    this.root.addEventListener("pointermove", seek);
    this.root.addEventListener("pointerup", end);
    this.root.addEventListener("pointercancel", end);
    seek(event);
  }

  update(preview) {
    this.preview = preview;
    const key = [preview.id, preview.frames, preview.complete, preview.beats.length].join();
    if (key === this.drawn || !preview.frames) return;
    this.drawn = key;
    this.root.setAttribute("aria-valuemax", preview.frames - 1);
    this.drawRuler(preview);
    this.drawBeats(preview);
    this.drawPlays(preview);
    // While it grows, pictures would be fetched again and again.
    if (preview.complete || preview.failure) this.drawThumbnails(preview);
    else this.part("thumbnails").replaceChildren();
    if (this.frame !== undefined) this.mark(this.frame);
  }

  part(name) { return this.root.querySelector(`#${name}`); }

  place(element, span) {
    element.style.left = `${(100 * span.first_frame) / this.preview.frames}%`;
    element.style.width = `${(100 * span.frames) / this.preview.frames}%`;
    return element;
  }

  drawRuler({ frames, fps }) {
    const most = this.root.clientWidth / TICK_PX;
    const step = STEPS_S.find((s) => frames / fps / s <= most) ?? 600;
    const ticks = [];
    for (let s = 0; s * fps < frames; s += step) {
      const tick = document.createElement("span");
      tick.style.left = `${(100 * s * fps) / frames}%`;
      tick.textContent = step < 1 ? `${s}` : `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
      ticks.push(tick);
    }
    this.part("ruler").replaceChildren(...ticks);
  }

  drawBeats({ beats }) {
    this.part("beats").replaceChildren(...beats.map((beat, number) => {
      const box = this.place(document.createElement("div"), beat);
      box.textContent = `${number + 1}  ${beat.text}`;
      box.title = beat.text;
      return box;
    }));
  }

  drawPlays({ plays }) {
    this.part("plays").replaceChildren(...plays.map((play, number) => {
      const box = this.place(document.createElement("i"), play);
      box.title = `play ${number + 1}`;
      return box;
    }));
  }

  drawThumbnails(preview) {
    const strip = this.part("thumbnails");
    const width = (strip.clientHeight * preview.width) / preview.height;
    const count = Math.ceil(strip.clientWidth / width);
    strip.replaceChildren(...Array.from({ length: count }, (_, number) => {
      const middle = ((number + 0.5) * width) / strip.clientWidth;
      const frame = Math.min(preview.frames - 1, Math.floor(middle * preview.frames));
      const image = document.createElement("img");
      image.style.width = `${width}px`;
      image.alt = "";
      image.draggable = false;
      image.src = picture(preview, frame, THUMBNAIL_PX);
      return image;
    }));
  }

  /** Show which frame is in view. */
  mark(frame) {
    this.frame = frame;
    if (!this.preview?.frames) return;
    const { frames, fps, beats, plays } = this.preview;
    this.part("playhead").style.left = `${(100 * (frame + 0.5)) / frames}%`;
    this.root.setAttribute("aria-valuenow", frame);
    this.root.setAttribute("aria-valuetext", clock(frame, fps));
    for (const [name, spans] of [["beats", beats], ["plays", plays]]) {
      const current = numberAt(spans, frame);
      [...this.part(name).children].forEach((box, number) => {
        if (number === current) box.setAttribute("aria-current", "true");
        else box.removeAttribute("aria-current");
      });
    }
  }
}
