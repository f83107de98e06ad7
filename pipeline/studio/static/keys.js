// Everything can be done with the keyboard. Keys that mean something in a field are left to it.

const PLAIN = {
  " ": ["play"], ArrowLeft: ["step", -1], ArrowRight: ["step", 1], Home: ["start"], End: ["end"],
  "[": ["beat", -1], "]": ["beat", 1], ",": ["span", -1], ".": ["span", 1],
  PageUp: ["scene", -1], PageDown: ["scene", 1], "/": ["find"], "?": ["help"],
  e: ["edit"], n: ["words"], c: ["compare"], b: ["before"], p: ["picture"], k: ["command"],
  r: ["render"], t: ["theme"],
};
const SHIFTED = { ArrowLeft: ["second", -1], ArrowRight: ["second", 1] };
const FIELDS = "input, textarea, select";

export function listenToKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      actions.save();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest(FIELDS)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === " " && event.target.closest("button, a")) return; // it presses them
    const found = (event.shiftKey && SHIFTED[event.key]) || PLAIN[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!found) return;
    const [name, ...how] = found;
    event.preventDefault();
    actions[name](...how);
  });
}
