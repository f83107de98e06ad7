// Playing at the pace of the clock. Frames are fetched ahead; where the machine cannot keep up,
// every second, third, ... frame is shown, so that what is left out is left out evenly.

import { pixels } from "./api.js";
import { quickHeight } from "./view.js";

const AHEAD = 3;
const SLOWEST = 12;
// How much the newest frame counts in the mean time that a frame takes.
const WEIGHT = 0.15;

export class Playback {
  constructor(view, onFrame, onEnd) {
    this.view = view;
    this.onFrame = onFrame;
    this.onEnd = onEnd;
    this.isPlaying = false;
    this.frameMs = 25;
  }

  start(preview, frame) {
    const isAtEnd = preview.complete && frame >= preview.frames - 1;
    const first = isAtEnd ? 0 : frame;
    Object.assign(this, { preview, first, begunMs: performance.now(), isPlaying: true });
    Object.assign(this, { next: first, ready: new Map(), fetching: 0, shown: 0, lastMs: 0 });
    this.run = {}; // what belongs to an earlier run is dropped
    this.view.forget();
    this.tick(this.run);
  }

  stop() {
    this.isPlaying = false;
    this.run = null;
  }

  /** What is known of the preview has grown. */
  update(preview) {
    if (this.isPlaying && this.preview.id === preview.id) this.preview = preview;
  }

  get stride() {
    const stride = Math.ceil((this.frameMs * this.preview.fps) / 1000);
    return Math.min(SLOWEST, Math.max(1, stride));
  }

  tick(run) {
    if (run !== this.run) return;
    const elapsedMs = performance.now() - this.begunMs;
    const due = this.first + Math.floor((elapsedMs * this.preview.fps) / 1000);
    const end = this.preview.frames;
    if (due >= end && !this.preview.complete) {
      // It is still being played: the clock waits.
      this.begunMs += elapsedMs - ((end - 1 - this.first) * 1000) / this.preview.fps;
    } else if (due >= end) {
      this.stop();
      this.onEnd(end - 1);
      return;
    }
    this.fetchAhead(run, due);
    let newest = null;
    for (const frame of this.ready.keys()) if (frame <= due && !(frame < newest)) newest = frame;
    if (newest !== null) {
      const image = this.ready.get(newest);
      for (const frame of [...this.ready.keys()]) if (frame <= newest) this.ready.delete(frame);
      this.view.draw(image, { id: this.preview.id, frame: newest, height: image.height, exact: true });
      this.shown += 1;
      this.onFrame(newest);
    }
    requestAnimationFrame(() => this.tick(run));
  }

  fetchAhead(run, due) {
    while (this.fetching + this.ready.size < AHEAD && this.next < this.preview.frames) {
      const { stride } = this;
      // What is late is left out; what comes in its place stays on the same beat.
      if (this.next < due) this.next += Math.ceil((due - this.next) / stride) * stride;
      if (this.next >= this.preview.frames) break;
      this.fetch(run, this.next);
      this.next += stride;
    }
  }

  async fetch(run, frame) {
    this.fetching += 1;
    const askedMs = performance.now();
    const height = quickHeight(this.preview);
    try {
      const image = await pixels(this.preview, frame, height);
      if (run === this.run) this.ready.set(frame, image);
    } catch { /* it is gone; the next one may be there */ }
    if (run !== this.run) return;
    this.fetching -= 1;
    const nowMs = performance.now();
    // One is worked on at a time: this one since it was asked for, or since the one before it came.
    this.frameMs += WEIGHT * (nowMs - Math.max(askedMs, this.lastMs) - this.frameMs);
    this.lastMs = nowMs;
  }
}
