// Arrow keys inside a group of controls: one stop for Tab, arrows, Home and End inside.

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

// `selector` names the controls. With `around` the last is followed by the first.
export function arrows(element, selector, { around = true } = {}) {
  element.addEventListener("keydown", (event) => {
    const controls = [...element.querySelectorAll(selector)].filter((one) => !one.disabled && one.offsetParent !== null);
    const at = controls.indexOf(document.activeElement);
    const to = target(event.key, at, controls.length, around);
    if (at < 0 || to === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    controls[to].focus();
  });
}

function target(key, at, count, around) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = STEPS[key];
  if (!step || !count) return null;
  return around ? (at + step + count) % count : Math.min(count - 1, Math.max(0, at + step));
}

// Of tabs only the chosen one is a stop for Tab.
export function oneStop(tabs, chosen) {
  tabs.forEach((tab, index) => { tab.tabIndex = index === chosen ? 0 : -1; });
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const narrow = () => matchMedia("(max-width: 760px)").matches;
