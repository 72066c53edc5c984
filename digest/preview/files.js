// Updates style sheets and pictures in the page without reloading it.
//
// A browser does not request a URL again that it has already loaded in this page. So a changed file gets a URL with its version;
// references that are added to the page later, such as another <img>, get it as well.

const loaded = new Set(); // the browser's own list is limited, and scripts may clear it
const versions = new Map(); // the versions of files that changed since the page was loaded, by path
const coming = new WeakMap(); // the new style sheet that will replace each old one
const CANDIDATE = /(?<![^\s,])(?![\d.]+[wxh](?:[\s,]|$))[^\s,](?:\S*[^\s,])?/g; // a URL of a srcset, not its width or density

new PerformanceObserver((list) => {
  for (const each of list.getEntries()) loaded.add(pathOf(each.name));
}).observe({ type: "resource", buffered: true });

// Return the decoded path of a URL; '' if it is on another server or invalid.
function pathOf(address, base = document.baseURI) {
  try {
    const url = new URL(address, base);
    return url.origin === location.origin ? decodeURIComponent(url.pathname) : "";
  } catch {
    return "";
  }
}

// Update the page after these files changed. Returns false if the page has to be reloaded.
export function renew(files, number) {
  const paths = files.map((each) => pathOf(each));
  for (const path of paths) versions.set(path, String(number));
  const found = useNewest();
  const missing = paths.filter((path) => loaded.has(path) && !found.has(path));
  if (!missing.every((path) => path.endsWith(".css"))) return false;
  if (missing.length) { // style sheets that are imported by others
    for (const sheet of sheets()) versions.set(pathOf(sheet.href), String(number));
    useNewest();
  }
  return true;
}

// Replace all references to changed files by the newest version. Returns the paths of the files that were found.
export function useNewest() {
  const found = new Set();
  function newest(address, base = document.baseURI) {
    const version = versions.get(pathOf(address, base));
    if (!version) return address;
    const url = new URL(address, base);
    found.add(pathOf(url));
    if (url.searchParams.get("v") === version) return address;
    url.searchParams.set("v", version);
    return url.href;
  }

  for (const sheet of sheets()) {
    const address = newest(sheet.href);
    if (address !== sheet.href) swapSheet(sheet, address);
  }
  for (const [selector, names] of [["link[rel~=icon]", ["href"]], ["img, source, video, input[type=image]", ["src", "srcset", "poster"]]]) {
    for (const each of document.querySelectorAll(selector)) {
      for (const name of names) {
        const value = each.getAttribute(name);
        if (!value) continue;
        const renewed = name === "srcset" ? value.replace(CANDIDATE, (address) => newest(address)) : newest(value);
        if (renewed !== value) each.setAttribute(name, renewed);
      }
    }
  }
  for (const [style, base] of styles()) {
    for (const name of style) {
      const value = style.getPropertyValue(name);
      const renewed = value.replace(/url\("([^"]+)"\)/g, (whole, address) => `url("${newest(address, base)}")`);
      if (renewed !== value) style.setProperty(name, renewed, style.getPropertyPriority(name));
    }
  }
  return found;
}

function sheets() {
  return [...document.querySelectorAll("link[rel~=stylesheet]")].filter((each) => pathOf(each.href));
}

// Yield each declaration in the page's style sheets and attributes, with the base URL of its references.
function* styles() {
  for (const sheet of document.styleSheets) yield* stylesOf(sheet);
  for (const each of document.querySelectorAll('[style*="url("]')) yield [each.style, document.baseURI];
}

function* stylesOf(sheet) {
  const base = sheet.href ?? document.baseURI;
  const stack = [];
  try {
    stack.push(...sheet.cssRules);
  } catch { /* a style sheet of another server */ }
  for (const rule of stack) {
    if (rule.styleSheet) yield* stylesOf(rule.styleSheet);
    if (rule.style) yield [rule.style, base];
    if (rule.cssRules) stack.push(...rule.cssRules);
  }
}

// Load a style sheet from another URL. The old one is kept until the new one is loaded, so that the page is never unstyled.
export function swapSheet(link, address) {
  const waiting = coming.get(link);
  if (waiting?.isConnected && waiting.href === address) return;
  waiting?.remove();
  const next = link.cloneNode();
  coming.set(link, next);
  next.href = address;
  next.onload = () => {
    if (!next.isConnected) return; // it is outdated: `link` waits for a newer one
    link.remove();
    useNewest();
  };
  next.onerror = () => next.remove();
  link.after(next);
}
