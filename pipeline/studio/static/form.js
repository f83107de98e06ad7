// The parameters of a scene as a form. What is wrong with a value is said beside it, by the server,
// which reads every value exactly as it reads a lesson file.

const SLIDER_STEPS = 200;
const COMMON = ["title", "theme", "language", "speed", "quiz"];

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function asPoint(value) {
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value).map(([name, item]) => (name ? `${name}=${item}` : `${item}`)).join(", ");
}

function asNumber(text) {
  const number = Number(text);
  // What is no number is sent as it stands, and answered with what is allowed.
  return text.trim() === "" || Number.isNaN(number) ? text : number;
}

function same(one, other) { return JSON.stringify(one) === JSON.stringify(other); }

/** Each kind of field: elements that edit a value, and what they say it is. */
const EDITORS = {
  number(field, value, changed) {
    const least = field.least ?? field.above;
    const most = field.most ?? field.below;
    const step = field.kind === "integer" ? 1 : "any";
    const input = make("input", { type: "text", inputmode: "decimal", value, spellcheck: "false" });
    input.addEventListener("input", () => changed(asNumber(input.value)));
    input.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      const now = Number(input.value);
      if (!way || Number.isNaN(now)) return;
      event.preventDefault();
      const unit = field.kind === "integer" ? 1 : niceStep(least, most, now);
      const digits = Math.max(0, -Math.floor(Math.log10(unit)));
      input.value = Number((now + way * unit * (event.shiftKey ? 10 : 1)).toFixed(digits));
      input.dispatchEvent(new Event("input"));
    });
    if (least === undefined || most === undefined) return [input, input];
    const slider = make("input", {
      type: "range", min: least, max: most, tabindex: -1, "aria-hidden": "true",
      step: step === 1 ? 1 : (most - least) / SLIDER_STEPS,
    });
    slider.value = value; // not before its step is known, to which it is rounded
    slider.addEventListener("input", () => {
      input.value = Number(Number(slider.value).toPrecision(4));
      changed(Number(input.value));
    });
    input.addEventListener("input", () => { slider.value = input.value; });
    return [make("div", { class: "pair" }, slider, input), input];
  },
  boolean(field, value, changed) {
    const input = make("input", { type: "checkbox", checked: value });
    input.addEventListener("change", () => changed(input.checked));
    return [input, input];
  },
  choice(field, value, changed) {
    const options = field.choices.map((choice) => make("option", { selected: same(choice, value) }, String(choice)));
    const input = make("select", {}, ...options);
    input.addEventListener("change", () => changed(field.choices[input.selectedIndex]));
    return [input, input];
  },
  colour(field, value, changed) {
    const text = make("input", { type: "text", value, spellcheck: "false" });
    const well = make("input", { type: "color", value, "aria-label": `${field.name}, chosen` });
    text.addEventListener("input", () => { well.value = text.value; changed(text.value); });
    well.addEventListener("input", () => { text.value = well.value; changed(well.value); });
    return [make("div", { class: "row" }, well, text), text];
  },
  list(field, value, changed) {
    const box = make("div", {});
    const isNumber = ["number", "integer"].includes(field.items);
    const items = [...value];
    const tell = () => changed([...items]);
    const draw = () => {
      const rows = items.map((item, index) => {
        const kind = field.items === "expression" ? "expression" : "";
        const input = make("input", { type: "text", value: item, class: kind, spellcheck: "false", "aria-label": `${field.name}, ${index + 1}` });
        input.addEventListener("input", () => { items[index] = isNumber ? asNumber(input.value) : input.value; tell(); });
        const remove = make("button", { type: "button", title: "Remove", "aria-label": `Remove ${index + 1}` }, "−");
        remove.disabled = items.length <= (field.least_items ?? 0);
        remove.addEventListener("click", () => { items.splice(index, 1); draw(); tell(); });
        return make("div", { class: "item" }, input, remove);
      });
      const add = make("button", { type: "button" }, "+ one more");
      add.disabled = items.length >= (field.most_items ?? Infinity);
      add.addEventListener("click", () => { items.push(items.at(-1) ?? (isNumber ? 1 : "")); draw(); tell(); });
      box.replaceChildren(...rows, add);
    };
    draw();
    return [box, box];
  },
  table(field, value, changed) {
    const input = make("textarea", { rows: 3, spellcheck: "false", class: "mono" });
    input.value = JSON.stringify(value);
    input.addEventListener("input", () => {
      try { changed(JSON.parse(input.value)); } catch { changed(input.value); }
    });
    return [input, input];
  },
  text(field, value, changed) {
    const shown = field.kind === "point" ? asPoint(value) : value;
    const kind = ["expression", "point"].includes(field.kind) ? "expression" : "";
    const input = make("input", { type: "text", value: shown, maxlength: field.most_letters, class: kind, spellcheck: kind ? "false" : "true" });
    input.addEventListener("input", () => changed(input.value));
    return [input, input];
  },
};
Object.assign(EDITORS, { integer: EDITORS.number, expression: EDITORS.text, point: EDITORS.text });

/** A hundredth or so of the range, as a power of ten. */
function niceStep(least, most, now) {
  const range = least !== undefined && most !== undefined ? most - least : Math.max(1, Math.abs(now));
  return 10 ** Math.floor(Math.log10(range / 20));
}

export class Form {
  /** `onChange` is told the name and the new value, or undefined to go back to what is saved. */
  constructor(root, onChange) {
    this.root = root;
    this.onChange = onChange;
    this.rows = new Map();
    root.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Draw the fields anew; `changes` are the values that are not saved yet. */
  draw(fields, changes) {
    this.rows.clear();
    // What a scene has of its own comes before what all of them have.
    const own = fields.filter(({ name }) => !COMMON.includes(name));
    const common = fields.filter(({ name }) => COMMON.includes(name));
    const rows = [...own, ...common].filter(({ name }) => name !== "narration").map((field) => {
      const [editor, input] = EDITORS[field.kind](field, field.value, (value) => this.onChange(field.name, value));
      const id = `field-${field.name}`;
      input.id = id;
      const reset = make("button", { type: "button", class: "reset", title: "Back to the default", "aria-label": `${field.name}: back to the default` }, "reset");
      reset.hidden = same(field.value, field.default);
      reset.addEventListener("click", () => this.onChange(field.name, field.default, true));
      const label = make("label", { for: id }, field.name.replaceAll("_", " "));
      const heading = make("div", { class: "label" }, label, reset);
      const about = [field.meaning, field.bounds].filter(Boolean).join("; ");
      const problem = make("p", { class: "problem", id: `${id}-problem`, role: "status", hidden: true });
      const row = make("div", { class: "field" }, heading, make("p", { class: "meaning" }, about), editor, problem);
      input.setAttribute("aria-describedby", problem.id);
      row.classList.toggle("changed", field.name in changes);
      this.rows.set(field.name, { row, input, problem, reset, field });
      return row;
    });
    this.root.querySelector("#fields").replaceChildren(...rows);
    if (!rows.length) this.root.querySelector("#fields").textContent = "This scene has no parameters.";
  }

  /** Say what is wrong, and what is changed. */
  mark(problems, changes) {
    for (const [name, { row, input, problem, reset, field }] of this.rows) {
      const text = problems[name] ?? "";
      problem.textContent = text;
      problem.hidden = !text;
      input.toggleAttribute("aria-invalid", false);
      if (text) input.setAttribute("aria-invalid", "true");
      row.classList.toggle("changed", name in changes);
      const value = name in changes ? changes[name] : field.value;
      reset.hidden = same(value, field.default) || (field.kind === "point" && asPoint(field.default) === value);
    }
    const others = Object.entries(problems).filter(([name]) => !this.rows.has(name)).map(([, text]) => text);
    const place = this.root.querySelector("#form-problem");
    place.textContent = others.join("\n");
    place.hidden = !others.length;
  }

  focus() {
    this.root.querySelector("#fields [id^='field-']:not(p)")?.focus();
  }
}
