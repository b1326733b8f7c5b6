// Hours of a week, drawn on seven bars: a window is dragged by its middle or by an end, a new one is drawn where nothing is.
// The page is told once, when the drag is over; while it lasts only a shade moves.
const step = 15;
const day = 24 * 60;

const clock = minutes => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const within = (minutes, low, high) => Math.min(Math.max(minutes, low), high);

function minutesAt(bar, x) {
  const box = bar.getBoundingClientRect();
  return within(Math.round((x - box.left) / box.width * day / step) * step, 0, day);
}

const windowOf = element => ({
  index: Number(element.dataset.window), start: Number(element.dataset.start), end: Number(element.dataset.end),
});

// What the pointer's way makes of the window it took hold of.
function dragged(hold, minutes) {
  const way = minutes - hold.from;
  if (hold.kind === 'start') return { start: within(hold.start + way, 0, hold.end - step), end: hold.end };
  if (hold.kind === 'end') return { start: hold.start, end: within(hold.end + way, hold.start + step, day) };
  if (hold.kind === 'draw') return { start: Math.min(hold.from, minutes), end: Math.max(hold.from, minutes) };
  const start = within(hold.start + way, 0, day - (hold.end - hold.start));
  return { start, end: start + hold.end - hold.start };
}

export function attach(schedule, page) {
  let hold = null;

  const shade = document.createElement('i');
  shade.className = 'shade';

  function show({ start, end }) {
    shade.style.left = `${start / day * 100}%`;
    shade.style.width = `${(end - start) / day * 100}%`;
    shade.textContent = `${clock(start)}–${clock(end)}`;
    hold.bar.append(shade);
  }

  function letGo() {
    shade.remove();
    hold = null;
  }

  schedule.addEventListener('pointerdown', event => {
    const bar = event.target.closest('[data-bar]');
    if (!bar || event.button !== 0 || schedule.closest('fieldset:disabled')) return;
    const held = event.target.closest('[data-window]');
    const from = minutesAt(bar, event.clientX);
    hold = held ? { ...windowOf(held), kind: event.target.dataset.edge ?? 'whole' } : { index: -1, start: from, end: from, kind: 'draw' };
    Object.assign(hold, { bar, from, pointer: event.pointerId });
    bar.setPointerCapture(event.pointerId);
  });

  schedule.addEventListener('pointermove', event => {
    if (hold?.pointer === event.pointerId) show(dragged(hold, minutesAt(hold.bar, event.clientX)));
  });

  schedule.addEventListener('pointerup', event => {
    if (hold?.pointer !== event.pointerId) return;
    const { start, end } = dragged(hold, minutesAt(hold.bar, event.clientX));
    const { index } = hold;
    const moved = start !== hold.start || end !== hold.end;
    if (moved && end > start) page.invokeMethodAsync('Place', Number(hold.bar.dataset.bar), index, start, end);
    letGo();
  });

  schedule.addEventListener('pointercancel', letGo);

  // An end is a slider: arrows by a quarter of an hour, Page keys by an hour; Delete takes the window away.
  schedule.addEventListener('keydown', event => {
    const edge = event.target.dataset.edge;
    if (event.key === 'Escape' && hold) { letGo(); return; }
    if (!edge) return;
    const held = event.target.closest('[data-window]');
    const { index, start, end } = windowOf(held);
    const name = Number(held.closest('[data-bar]').dataset.bar);
    const by = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: 60, PageDown: -60, Home: -day, End: day }[event.key];
    if (event.key === 'Delete') page.invokeMethodAsync('Remove', name, index);
    else if (!by) return;
    else if (edge === 'start') page.invokeMethodAsync('Place', name, index, within(start + by, 0, end - step), end);
    else page.invokeMethodAsync('Place', name, index, start, within(end + by, start + step, day));
    event.preventDefault();
  });
}
