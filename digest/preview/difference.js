// Computes the changes to the document on the screen for a new version of its page.
//
// It compares three trees: the previous version from the server, the new version, and the document, which the theme's scripts and
// the reader may have changed. Differences between the first two are applied to the document. So it keeps the scroll position,
// focus, form input, an open <details>, a playing video, and nodes that scripts added.

import { swapSheet } from "./files.js";

// Changes of these take effect only when a page is loaded.
const LOADED = "script:not([type*=json]), template, base, meta[http-equiv]";

export function needsLoading(old, now) {
  const loaded = (page) => [...page.querySelectorAll(LOADED)].map((each) => each.outerHTML).join();
  return loaded(old) !== loaded(now);
}

// Yield pairs of a changed node of `live` and a function that makes the change. Call all functions in this order, or none.
export function* differences(live, old, now) {
  if (old.isEqualNode(now)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    yield [live, () => { live.nodeValue = now.nodeValue; }];
    return;
  }
  for (const name of new Set([...old.getAttributeNames(), ...now.getAttributeNames()])) {
    if (old.getAttribute(name) !== now.getAttribute(name)) yield [live, () => setAttribute(live, name, old, now)];
  }
  yield* differencesInside(live, [...old.childNodes], [...now.childNodes]);
}

function* differencesInside(live, old, now) {
  const place = new Map(paired(old, [...live.childNodes]));
  const pairs = paired(old, now);
  const kept = new Set(pairs.map(([before]) => before));
  for (const before of old) {
    const there = place.get(before);
    if (there && !kept.has(before)) yield [there, () => there.remove()];
  }
  let last = null; // the node of `live` after which the next one belongs
  for (const [before, after] of pairs) {
    const there = before && place.get(before);
    if (there) {
      yield* differences(there, before, after);
      last = there;
    } else if (!before) {
      const [made, previous] = [document.importNode(after, true), last];
      yield [made, () => (previous ? previous.after(made) : live.prepend(made))];
      last = made;
    } // otherwise a script of the theme removed it, and it stays removed
  }
}

function setAttribute(live, name, old, now) {
  if (name === "class") { // keep the classes that scripts added
    live.classList.remove(...old.classList);
    live.classList.add(...now.classList);
  } else if (name === "href" && live.matches("link[rel~=stylesheet]")) swapSheet(live, now.href);
  else if (now.hasAttribute(name)) live.setAttribute(name, now.getAttribute(name));
  else live.removeAttribute(name);
}

// ---- Matching old and new nodes

// Return pairs [old, now] in the order of `now`: as many equal nodes as possible, then as many of the same kind as possible. `old` is
// null for new nodes. If scripts only added nodes, classes and attributes to a page, each of its other nodes gets its own pair.
function paired(old, now) {
  let start = 0;
  let [oldEnd, nowEnd] = [old.length, now.length];
  while (start < oldEnd && start < nowEnd && old[start].isEqualNode(now[start])) start += 1;
  while (start < oldEnd && start < nowEnd && old[oldEnd - 1].isEqualNode(now[nowEnd - 1])) [oldEnd, nowEnd] = [oldEnd - 1, nowEnd - 1];
  return [
    ...now.slice(0, start).map((each, at) => [old[at], each]),
    ...aligned(old.slice(start, oldEnd), now.slice(start, nowEnd)),
    ...now.slice(nowEnd).map((each, at) => [old[oldEnd + at], each]),
  ];
}

const kind = (node) => `${node.nodeName} ${node.id}`;

// Return the pairs of a common subsequence that is worth most: an equal pair is worth more than all pairs of the same kind.
function aligned(old, now) {
  if (old.length * now.length > 250_000) return inOrder(old, now); // too slow to compare
  const text = (node) => node.outerHTML ?? `${node.nodeType} ${node.nodeValue}`;
  const [oldTexts, nowTexts, oldKinds, nowKinds] = [old.map(text), now.map(text), old.map(kind), now.map(kind)];
  const worth = (i, j) => (oldTexts[i] === nowTexts[j] ? 1000 : Number(oldKinds[i] === nowKinds[j]));
  const most = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) most[i][j] = Math.max(most[i + 1][j], most[i][j + 1], most[i + 1][j + 1] + worth(i, j));
  }
  let next = 0;
  return now.map((each, j) => {
    for (let i = next; i < old.length && most[i][j] === most[next][j]; i += 1) {
      if (!worth(i, j) || most[i][j] !== most[i + 1][j + 1] + worth(i, j)) continue;
      next = i + 1;
      return [old[i], each];
    }
    return [null, each];
  });
}

// Return pairs of the same kind, each as early as possible.
function inOrder(old, now) {
  const places = new Map(old.map((each) => [kind(each), []])); // the indexes of each kind, the next one last
  for (let at = old.length - 1; at >= 0; at -= 1) places.get(kind(old[at])).push(at);
  let next = 0;
  return now.map((each) => {
    const rest = places.get(kind(each)) ?? [];
    while (rest.at(-1) < next) rest.pop();
    if (!rest.length) return [null, each];
    next = rest.at(-1) + 1;
    return [old[next - 1], each];
  });
}
