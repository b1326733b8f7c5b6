// The link's token is behind its #, which is sent to no server and stands in no log: it goes into the form, and the form goes at once.
const form = document.querySelector('[data-invitation-link]');
const token = location.hash.slice(1);
if (form && token) {
  history.replaceState(null, '', location.pathname);
  form.querySelector('#token').value = token;
  form.requestSubmit();
}
