// The browser's own dialog: it keeps the focus inside, closes on Escape and gives the focus back.
export function open(dialog, page) {
  if (!dialog.dataset.ready) {
    dialog.dataset.ready = 'true';
    dialog.addEventListener('cancel', event => { event.preventDefault(); page.invokeMethodAsync('Close'); });
    dialog.addEventListener('mousedown', event => { if (event.target === dialog) page.invokeMethodAsync('Close'); });
  }
  if (!dialog.open) dialog.showModal();
}

export function close(dialog) {
  if (dialog?.open) dialog.close();
}
