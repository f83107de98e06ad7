// Talking to the server. Every address is relative, so that the token in the page's own is kept.

export class Refused extends Error {}

async function answer(response) {
  if (response.ok) return response;
  let message = response.statusText;
  try { message = (await response.json()).error ?? message; } catch { /* no words came with it */ }
  const error = new Refused(message);
  error.status = response.status;
  throw error;
}

export async function get(path) {
  return (await answer(await fetch(path))).json();
}

export async function post(path, data = {}) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(data);
  return (await answer(await fetch(path, { method: "POST", headers, body }))).json();
}

/** The pixels of a frame, as large as the picture of so many rows is. */
export async function pixels(preview, frame, height) {
  const address = `api/previews/${preview.id}/frames/${frame}?height=${height}`;
  const buffer = await (await answer(await fetch(address))).arrayBuffer();
  const image = new ImageData(Math.round((preview.width * height) / preview.height), height);
  unpack(new Uint32Array(buffer), new Uint32Array(image.data.buffer));
  return image;
}

/** Unpack the number of runs, their ends, and the pixel of each; or 0 and every pixel. */
function unpack(numbers, pixels) {
  const [runs] = numbers;
  if (!runs) pixels.set(numbers.subarray(1));
  for (let run = 0, place = 0; run < runs; run += 1) {
    const end = numbers[1 + run];
    const pixel = numbers[1 + runs + run];
    if (end - place > 16) pixels.fill(pixel, place, end);
    else for (let k = place; k < end; k += 1) pixels[k] = pixel;
    place = end;
  }
}

export function picture(preview, frame, height) {
  return `api/previews/${preview.id}/frames/${frame}.png?height=${height}`;
}

/** Listen to what happens; `onLost` is told when the server is gone, and when it is back. */
export function listen(handlers, onLost) {
  const source = new EventSource("api/events");
  for (const [kind, handler] of Object.entries(handlers)) {
    source.addEventListener(kind, (event) => handler(JSON.parse(event.data)));
  }
  source.onerror = () => onLost(true);
  source.onopen = () => onLost(false);
}
