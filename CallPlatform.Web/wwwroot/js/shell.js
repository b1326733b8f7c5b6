// What works on every page without a round trip: shortcuts, the theme's menu, dialogs that close on a click outside.
const find = selector => document.querySelector(selector);
const click = selector => { const target = find(selector); target?.click(); return !!target; };

let goingSince = -Infinity;

function move(step) {
  const rows = [...document.querySelectorAll('[data-row]')];
  if (!rows.length) return false;
  const open = rows.findIndex(row => row.closest('[aria-current="true"]'));
  const at = open >= 0 ? open : rows.indexOf(document.activeElement);
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  if (find('[data-drawer]')) next.click();
  return true;
}

function handle(event) {
  if (event.defaultPrevented || event.altKey) return false;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return click('[data-palette]');
  if (event.ctrlKey || event.metaKey) return false;

  const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (typing) {
    if (event.key === 'Escape' && typing.matches('[data-search]')) typing.blur();
    return false;
  }
  if (find('dialog[open]')) return false;

  if (event.timeStamp - goingSince < 1500) {
    goingSince = -Infinity;
    if (/^[a-z]$/.test(event.key) && click(`[data-go="${event.key}"]`)) return true;
  }

  switch (event.key) {
    case '/': { const search = find('[data-search]'); search?.focus(); search?.select(); return !!search; }
    case '?': return click('[data-shortcuts]');
    case 'g': goingSince = event.timeStamp; return true;
    case 'j': return move(1);
    case 'k': return move(-1);
    case 'ArrowDown': return find('[data-drawer]') && !event.target.closest('[data-player]') ? move(1) : false;
    case 'ArrowUp': return find('[data-drawer]') && !event.target.closest('[data-player]') ? move(-1) : false;
    case 'n': return click('[data-new]');
    case 'c': return click('[data-place-call]');
    case 'Escape': return click('[data-close-drawer]');
    default: return false;
  }
}

document.addEventListener('keydown', event => { if (handle(event)) event.preventDefault(); });

document.addEventListener('click', event => {
  const opener = event.target.closest('[data-opens]');
  if (opener) click(opener.dataset.opens);
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target) || event.target.closest('[data-closes]')) menu.open = false;
  }
});

// A finding's time leads to the words it rests on, with or without sound.
document.addEventListener('click', event => {
  const jump = event.target.closest('[data-jump]');
  const turns = jump ? [...(jump.closest('[data-call-view]') ?? document).querySelectorAll('[data-turns] [data-start]')] : [];
  const turn = turns.findLast(one => Number(one.dataset.start) <= Number(jump.dataset.jump) + 0.05);
  if (!turn) return;
  turns.forEach(one => one.toggleAttribute('data-found', one === turn));
  turn.scrollIntoView({ block: 'center' });
});

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') document.querySelectorAll('details.menu[open]').forEach(menu => {
    menu.open = false;
    menu.querySelector('summary').focus();
  });
});

// When the server no longer knows this page (it was started again), only a new page helps.
const reconnect = find('#components-reconnect-modal');
if (reconnect) new MutationObserver(() => {
  if (reconnect.classList.contains('components-reconnect-rejected')) location.reload();
}).observe(reconnect, { attributes: true, attributeFilter: ['class'] });

document.documentElement.dataset.shell = 'ready'; // for tests: from here on keys are heard
