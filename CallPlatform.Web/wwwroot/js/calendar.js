// Dragging an appointment to another time, and choosing an empty one. The page is told once, at the drop.
const step = 15;

function minutesAt(column, y, grabbed) {
  const box = column.getBoundingClientRect();
  const minutes = Number(column.dataset.from) + (y - grabbed - box.top) / box.height * Number(column.dataset.length);
  const last = Number(column.dataset.from) + Number(column.dataset.length) - step;
  return Math.min(Math.max(Math.round(minutes / step) * step, Number(column.dataset.from)), last);
}

function show(column, minutes) {
  hide();
  const line = document.createElement('div');
  line.className = 'drop-line';
  line.style.top = `${(minutes - Number(column.dataset.from)) / Number(column.dataset.length) * 100}%`;
  line.textContent = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  column.append(line);
}

function hide() {
  document.querySelectorAll('.drop-line').forEach(line => line.remove());
}

export function attach(calendar, page) {
  let dragged = null;
  let grabbed = 0;
  calendar.addEventListener('dragstart', event => {
    const item = event.target.closest('[data-appointment]');
    if (!item) return;
    dragged = item.dataset.appointment;
    grabbed = event.clientY - item.getBoundingClientRect().top;
    event.dataTransfer.setData('text/plain', dragged);
    event.dataTransfer.effectAllowed = 'move';
  });
  calendar.addEventListener('dragover', event => {
    const column = event.target.closest('[data-column]');
    if (!column || !dragged) return;
    event.preventDefault();
    show(column, minutesAt(column, event.clientY, grabbed));
  });
  calendar.addEventListener('drop', event => {
    const column = event.target.closest('[data-column]');
    if (!column || !dragged) return;
    event.preventDefault();
    page.invokeMethodAsync('Drop', dragged, column.dataset.column, minutesAt(column, event.clientY, grabbed));
    dragged = null;
    hide();
  });
  calendar.addEventListener('dragend', () => { dragged = null; hide(); });
  calendar.addEventListener('dblclick', event => {
    const column = event.target.closest('[data-column]');
    if (column && !event.target.closest('[data-appointment]')) page.invokeMethodAsync('Choose', column.dataset.column, minutesAt(column, event.clientY, 0));
  });
}
