// What an import page needs of the browser: it remembers which header is which field, and saves a file.
export const recall = key => localStorage.getItem(key);

export const remember = (key, value) => localStorage.setItem(key, value);

export async function save(name, stream) {
  const address = URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
