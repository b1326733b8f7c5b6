// Filters and runs the palette's commands in the browser: who types fast must not wait for the server, nor outrun it.
export function attach(input) {
  const list = document.getElementById(input.getAttribute('aria-controls'));
  const none = list.nextElementSibling;
  const options = [...list.children];
  let at = 0;

  const shown = () => options.filter(option => !option.hidden);
  function mark(index) {
    at = Math.min(Math.max(index, 0), Math.max(shown().length - 1, 0));
    options.forEach(option => option.setAttribute('aria-selected', option === shown()[at]));
    input.setAttribute('aria-activedescendant', shown()[at]?.id ?? '');
    shown()[at]?.scrollIntoView({ block: 'nearest' });
  }

  function filter() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    options.forEach(option => { option.hidden = !words.every(word => option.textContent.toLowerCase().includes(word)); });
    none.hidden = shown().length > 0;
    mark(0);
  }

  input.addEventListener('input', filter);
  input.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown') mark(at + 1);
    else if (event.key === 'ArrowUp') mark(at - 1);
    else if (event.key === 'Enter') shown()[at]?.click();
    else return;
    event.preventDefault();
  });
  filter(); // somebody may have typed already
}
