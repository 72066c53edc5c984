// The panel that the preview shows over a page: a bar with the state of the site, and the diagnostics. It is isolated from the page's
// styles, and nothing in it is made by parsing HTML: diagnostics and titles are inserted as text.

const STYLE = `
  :host { all: initial !important; direction: ltr !important; color-scheme: dark !important; }
  [hidden] { display: none !important; }
  * { box-sizing: border-box; }
  ul, h2, h3, pre { margin: 0; padding: 0; }
  ul { list-style: none; }
  a { color: inherit; text-underline-offset: 2px; }
  :focus-visible { outline: 2px solid #9cc4ff; outline-offset: 2px; }
  button { font: inherit; color: inherit; background: #ffffff1f; border: 1px solid #ffffff52; border-radius: 5px; padding: 1px 10px; cursor: pointer; }
  button:hover { background: #ffffff33; }
  .diagnostics, .bar { position: fixed; z-index: 2147483647; font: 14px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; color: #f3efec; }

  .diagnostics { inset: 0 0 auto; max-height: min(45vh, 30rem); overflow: auto; overscroll-behavior: contain; background: #2b1416;
    border-bottom: 2px solid #ef6a6a; box-shadow: 0 4px 20px #0006; }
  .diagnostics header { position: sticky; top: 0; display: flex; align-items: center; justify-content: space-between; gap: 12px;
    padding: 8px 16px; background: inherit; }
  .diagnostics h2 { font-size: 15px; font-weight: 600; }
  .diagnostics ul { padding: 0 16px; }
  .diagnostics li, .rest .warnings li { padding: 8px 0 10px; border-top: 1px solid #ffffff24; }
  .place, pre { font: 13px/1.45 ui-monospace, monospace; }
  .place { color: #ffb9ae; }
  .code { opacity: .7; }
  pre { margin: 6px 0; padding: 6px 10px; border-radius: 4px; background: #00000059; white-space: pre-wrap; tab-size: 4; }
  mark { color: inherit; background: #ef6a6a66; box-shadow: 0 2px 0 #ef6a6a; }
  .hint { opacity: .85; }

  .bar { left: 10px; bottom: 10px; max-width: min(26rem, calc(100vw - 20px)); border-radius: 14px; background: #1d2127ee;
    box-shadow: 0 1px 6px #0005; font-size: 12.5px; transition: opacity .15s; }
  .bar[open] { background: #1d2127; }
  .bar summary { display: flex; align-items: center; gap: 7px; padding: 4px 12px 4px 10px; cursor: pointer; list-style: none; border-radius: 14px; }
  .bar summary::-webkit-details-marker { display: none; }
  .dot { flex: none; width: 8px; height: 8px; border-radius: 50%; background: #6cc08b; }
  .reading .dot { background: #e0b252; }
  .faulty .dot, .lost .dot { background: #ff7b72; }
  .lost { background: #5c1f22; }
  .rest { max-height: min(50vh, 24rem); overflow: auto; overscroll-behavior: contain; padding: 8px 12px 10px; border-top: 1px solid #ffffff24; }
  .rest h3 { margin: 10px 0 3px; font-size: 12px; font-weight: 600; opacity: .75; }
  .rest label { display: flex; align-items: center; gap: 7px; cursor: pointer; }
  .rest label input { margin: 0; }
  .rest li { padding: 2px 0; }
  .badge { display: inline-block; margin-right: 6px; padding: 0 6px; border-radius: 4px; background: #ffffff26; font-size: 11px; }

  /* At the end of the page, where it would cover text, the bar shrinks to a dot in the corner. */
  .bar.aside:not([open], :hover, :has(:focus-visible)) { left: 2px; bottom: 2px; background: none; box-shadow: none; }
  .bar.aside:not([open], :hover, :has(:focus-visible)) summary { padding: 3px; }
  .bar.aside:not([open], :hover, :has(:focus-visible)) .said { display: none; }

  @media (max-width: 30rem) { .diagnostics header, .diagnostics ul { padding-inline: 12px; } }
  @media (prefers-reduced-motion: reduce) { .bar { transition: none; } }
  @media print { :host { display: none !important; } }
`;

function make(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function counted(number, one, many = one) {
  return number ? [`${number} ${number === 1 ? one : many}`] : [];
}

export class Panel {
  #drawn = "";
  #errors = [];
  #hidden;
  #setHidden;
  #parts;

  // `hidden` lists the diagnostics hidden in this tab; the functions are called with the reader's new choices.
  constructor(hidden, setHidden, setFollows) {
    [this.#hidden, this.#setHidden] = [hidden, setHidden];
    const part = {};
    part.heading = make("h2");
    part.list = make("ul");
    part.hide = make("button", { type: "button", textContent: "Hide", title: "Escape" });
    part.diagnostics = make("section", { className: "diagnostics", hidden: true }, make("header", {}, part.heading, part.hide), part.list);
    part.diagnostics.setAttribute("role", "alert");
    part.said = make("span", { className: "said" });
    part.follow = make("input", { type: "checkbox" });
    part.more = make("div");
    const rest = make("div", { className: "rest" }, make("label", {}, part.follow, "Go to the article that is saved"), part.more);
    part.bar = make("details", { className: "bar" }, make("summary", {}, make("span", { className: "dot" }), part.said), rest);
    this.#parts = part;

    const host = make("digest-preview", { lang: "en" });
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet(); // the page's Content-Security-Policy might block a <style>
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    root.append(part.diagnostics, part.bar);
    document.documentElement.append(host);

    part.hide.onclick = () => this.#hide(true);
    part.follow.onchange = () => setFollows(part.follow.checked);
    addEventListener("keydown", (event) => this.#escape(event));
    const step = () => this.#stepAside();
    for (const name of ["scroll", "resize"]) addEventListener(name, step, { passive: true });
    new ResizeObserver(step).observe(document.body ?? document.documentElement);
  }

  // Show a message. Unchanged parts are not touched: the reader may be using them.
  draw(message, follows, isLost = false) {
    this.#parts.follow.checked = follows;
    const { ready, progress, diagnostics, unpublished, count } = message;
    const drawn = JSON.stringify([ready, progress, diagnostics, unpublished, count, isLost]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#errors = diagnostics.filter((each) => each.code.startsWith("E"));
    const warnings = diagnostics.filter((each) => each.code.startsWith("W"));
    this.#drawFaults();
    this.#drawBar(message, warnings, isLost);
    this.#stepAside();
  }

  #drawFaults() {
    const { heading, list, diagnostics } = this.#parts;
    const number = this.#errors.length;
    if (!number) this.#remember("");
    const said = JSON.stringify(this.#errors);
    heading.textContent = number === 1 ? "There is an error" : `There are ${number} errors`;
    if (list.dataset.said !== said) {
      list.replaceChildren(...this.#errors.map(faultItem));
      list.dataset.said = said;
    }
    diagnostics.hidden = !number || this.#hidden === said;
  }

  #drawBar({ ready, progress, unpublished, count }, warnings, isLost) {
    const { bar, said, more } = this.#parts;
    const errors = this.#errors.length;
    bar.className = ["bar", errors && "faulty", !ready && "reading", isLost && "lost"].filter(Boolean).join(" ");
    const of = (badge) => unpublished.filter((each) => each.badge === badge).length;
    const hidden = count > unpublished.length // only the newest are listed
      ? counted(count, "unpublished")
      : [...counted(of("draft"), "draft", "drafts"), ...counted(of("embargoed"), "embargoed"), ...counted(of("expired"), "expired")];
    const wrong = [...counted(errors, "error", "errors"), ...counted(warnings.length, "warning", "warnings")];
    if (isLost) said.textContent = "The preview has ended. This page waits until it is back.";
    else if (ready || errors) said.textContent = ["Preview", ...hidden, ...wrong].join(" · ");
    else said.textContent = progress || "The site is being read.";

    more.replaceChildren();
    if (errors) {
      const show = make("button", { type: "button", textContent: "Show the errors", onclick: () => this.#hide(false) });
      more.append(make("h3", {}, "Faults"), show);
    }
    if (unpublished.length) {
      const link = ({ badge, url, title, ends }) =>
        make("li", {}, make("span", { className: "badge" }, badge), make("a", { href: url }, title), ends ? ` until ${ends}` : "");
      more.append(make("h3", {}, "Only in the preview"), make("ul", {}, ...unpublished.map(link)));
    }
    if (warnings.length) more.append(make("h3", {}, "Warnings"), make("ul", { className: "warnings" }, ...warnings.map(faultItem)));
  }

  #hide(isHidden) {
    const { diagnostics, bar, hide, list } = this.#parts;
    const hadFocus = diagnostics.contains(diagnostics.getRootNode().activeElement);
    this.#remember(isHidden ? list.dataset.said : "");
    this.#drawFaults();
    if (!isHidden) hide.focus();
    else if (hadFocus) bar.querySelector("summary").focus(); // otherwise the focus would be lost
  }

  #remember(hidden) {
    if (this.#hidden === hidden) return;
    this.#hidden = hidden;
    this.#setHidden(hidden);
  }

  #escape(event) {
    const { diagnostics, bar } = this.#parts;
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (!diagnostics.hidden) this.#hide(true);
    else bar.open = false;
  }

  // Return whether the end of the page is at the bar.
  #stepAside() {
    const { bottom } = (document.body ?? document.documentElement).getBoundingClientRect();
    const isEnd = bottom > innerHeight - 50 && bottom < innerHeight + 10;
    this.#parts.bar.classList.toggle("aside", isEnd && !this.#parts.bar.classList.contains("lost"));
  }
}

// One diagnostic: location, message, the source line with the column marked, and the hint.
function faultItem({ path, line, column, code, message, text, hint, link }) {
  const place = `${path}:${line}:${column}`;
  const where = link ? make("a", { href: link }, place) : make("span", {}, place);
  where.className = "place";
  const item = make("li", {}, where, " ", make("span", { className: "code" }, code), " ", message);
  if (text.trim()) {
    const letters = [...text]; // columns count code points, not UTF-16 code units
    const [before, at, after] = [letters.slice(0, column - 1), letters.slice(column - 1, column), letters.slice(column)];
    item.append(make("pre", {}, before.join(""), ...(at.length ? [make("mark", {}, at[0])] : []), after.join("")));
  }
  if (hint) item.append(make("div", { className: "hint" }, hint));
  return item;
}
