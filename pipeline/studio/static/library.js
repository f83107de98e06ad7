// What there is to look at, on the left.

export class Library {
  constructor(root, filter, onChoose) {
    this.root = root;
    this.filter = filter;
    this.onChoose = onChoose;
    this.chosen = null;
    this.names = [];
    filter.addEventListener("input", () => this.draw());
    filter.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && this.names.length) this.onChoose(this.names[0]);
    });
  }

  update(contents) {
    this.contents = contents;
    this.draw();
  }

  get all() {
    const { chapters, lessons, files } = this.contents;
    return [...files, ...lessons, ...chapters.flatMap((chapter) => chapter.scenes)];
  }

  about(name) { return this.all.find((scene) => scene.name === name)?.about ?? ""; }

  choose(name) {
    this.chosen = name;
    this.mark();
    this.root.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  /** The name so many places after the chosen one. */
  beside(places) {
    const index = this.names.indexOf(this.chosen) + places;
    return this.names[Math.min(this.names.length - 1, Math.max(0, index))];
  }

  draw() {
    const { chapters, lessons, files } = this.contents;
    const groups = [
      ["Files", files], ["Lessons for any function", lessons],
      ...chapters.map((chapter) => [`${chapter.number}. ${chapter.title}`, chapter.scenes]),
    ];
    const text = this.filter.value.trim().toLowerCase();
    this.names = [];
    const parts = [];
    for (const [title, scenes] of groups) {
      const isMeant = ({ name, about }) => `${title} ${name} ${about}`.toLowerCase().includes(text);
      const found = scenes.filter(isMeant);
      if (!found.length) continue;
      const heading = document.createElement("h3");
      heading.textContent = title;
      parts.push(heading);
      for (const { name, about } of found) {
        const button = document.createElement("button");
        button.textContent = spaced(name);
        button.title = about || name;
        button.dataset.name = name;
        button.addEventListener("click", () => this.onChoose(name));
        parts.push(button);
        this.names.push(name);
      }
    }
    this.root.replaceChildren(...parts);
    this.mark();
  }

  mark() {
    for (const button of this.root.querySelectorAll("button")) {
      if (button.dataset.name === this.chosen) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}

/** A class's name in words. */
export function spaced(name) {
  if (name.includes(".")) return name;
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2");
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
