// Renews the session cookie for a circuit. The answer is encrypted: it goes back to the server unread.
// Tabs take turns, because a refresh token serves once. Null means that the session is over.
export async function keep() {
  const ask = async () => {
    const answer = await fetch('/session/keep', { method: 'POST', headers: { 'X-Session': '1' }, redirect: 'manual' });
    if (answer.ok) return await answer.text();
    if (answer.status === 401) return null;
    throw new Error(`session: ${answer.status}`);
  };
  return navigator.locks ? await navigator.locks.request('callplatform-session', ask) : await ask();
}
