// Light, dark, or as the system says. A cookie, so that the server draws the first page in the right one.
export function choose(theme) {
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  document.documentElement.dataset.theme = theme;
  for (const sheet of document.querySelectorAll('link[data-scheme]')) {
    const scheme = sheet.dataset.scheme;
    sheet.media = theme === 'system' ? `(prefers-color-scheme: ${scheme})` : theme === scheme ? 'all' : 'not all';
  }
}

export const current = () => document.documentElement.dataset.theme;
