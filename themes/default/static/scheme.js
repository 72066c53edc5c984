// The switch between the colours of day and night. It is read before the page is drawn, so that nothing flashes, and makes its own
// button, so that none stands there without it.
(() => {
  const root = document.documentElement;
  const words = document.currentScript.dataset;
  const schemes = ["system", "light", "dark"];
  const [button, said] = ["button", "output"].map((name) => document.createElement(name));
  let at = 0;

  function show(scheme) {
    at = Math.max(0, schemes.indexOf(scheme));
    root.dataset.scheme = schemes[at];
    button.title = button.textContent = words.label.replace("{name}", words[schemes[at]]);
  }

  function recall() {
    try {
      show(localStorage.digestScheme);
    } catch { // a browser may keep nothing
      show();
    }
  }

  button.type = "button";
  button.className = "scheme";
  button.onclick = () => {
    show(schemes[(at + 1) % 3]);
    said.textContent = button.title; // not every reader of screens reads a new name under the focus
    try {
      localStorage.digestScheme = schemes[at];
    } catch { /* as above */ }
  };
  recall();
  addEventListener("storage", recall); // another tab's choice
  addEventListener("pageshow", ({ persisted }) => persisted && recall()); // the browser had put the page aside
  addEventListener("DOMContentLoaded", () => document.querySelector(".menu, .colophon")?.append(button, said));
})();
