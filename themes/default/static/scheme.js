// Runs before the page is drawn, so that no colours flash.
(() => {
  const root = document.documentElement;
  const words = document.currentScript.dataset;
  const schemes = ["system", "light", "dark"];
  const media = ["(prefers-color-scheme: dark)", "not all", "all"];
  const [button, said] = ["button", "output"].map((name) => document.createElement(name));
  const preset = root.dataset.scheme;
  let at = 0;

  function show(scheme) {
    at = Math.max(0, schemes.indexOf(scheme ?? preset));
    root.dataset.scheme = schemes[at];
    for (const source of document.querySelectorAll("source[data-dark]")) source.media = media[at];
    button.title = button.textContent = words.label.replace("{name}", words[schemes[at]]);
  }

  function recall() {
    try {
      show(localStorage.digestScheme);
    } catch { // it may keep nothing
      show();
    }
  }

  button.type = "button";
  button.className = words.button;
  button.onclick = () => {
    show(schemes[(at + 1) % 3]);
    said.textContent = button.title; // some screen readers ignore a new name of the focused button
    try {
      localStorage.digestScheme = schemes[at];
    } catch { }
  };
  recall();
  addEventListener("storage", recall);
  addEventListener("pageshow", ({ persisted }) => persisted && recall());
  addEventListener("DOMContentLoaded", () => {
    document.querySelector("[data-scheme-switch]")?.append(button, said);
    recall();
  });
  addEventListener("load", () => document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }));
})();
