// The player and the transcript beside it, in the browser alone: following audio over the network would lag behind it.
const clock = seconds => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

export function attach(root) {
  const audio = root.querySelector('audio');
  const play = root.querySelector('[data-play]');
  const seek = root.querySelector('[data-seek]');
  const at = root.querySelector('[data-at]');
  const length = root.querySelector('[data-length]');
  const speed = root.querySelector('[data-speed]');
  const scope = root.closest('[data-call-view]') ?? document;
  const labels = [play.getAttribute('aria-label'), play.dataset.pauseLabel];
  const aborter = new AbortController();
  const on = (target, kind, listener) => target.addEventListener(kind, listener, { signal: aborter.signal });

  let following = true;
  let current = null;

  const turns = () => [...scope.querySelectorAll('[data-turns] [data-start]')];
  const toggle = () => audio.paused ? audio.play().catch(fail) : audio.pause();
  const jump = seconds => { audio.currentTime = Math.max(0, seconds); show(); };
  const fail = () => { root.querySelector('[data-no-audio]').hidden = false; play.disabled = true; };

  function show() {
    const now = audio.currentTime;
    seek.value = now;
    seek.setAttribute('aria-valuetext', clock(now));
    at.textContent = clock(now);
    const spoken = turns().findLast(turn => Number(turn.dataset.start) <= now + 0.05) ?? null;
    if (spoken === current) return;
    current?.removeAttribute('data-now');
    current = spoken;
    if (!current || audio.paused && now === 0) return;
    current.setAttribute('data-now', '');
    if (following) {
      const list = current.closest('[data-turns]');
      list.scrollTo({ top: current.offsetTop - list.clientHeight / 2, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    }
  }

  on(play, 'click', toggle);
  on(audio, 'error', fail);
  on(audio, 'loadedmetadata', () => {
    if (!Number.isFinite(audio.duration) || audio.duration <= 0) return;
    // The lanes were drawn for the length the call's facts give; the recording may be a little shorter or longer.
    root.querySelector('[data-lanes]').style.setProperty('--scale', Number(seek.max) / audio.duration);
    seek.max = audio.duration;
    length.textContent = clock(audio.duration);
  });
  on(audio, 'timeupdate', show);
  for (const kind of ['play', 'pause', 'ended']) on(audio, kind, () => {
    root.toggleAttribute('data-playing', !audio.paused);
    play.setAttribute('aria-label', labels[audio.paused ? 0 : 1]);
  });
  on(seek, 'input', () => jump(Number(seek.value)));
  on(speed, 'change', () => { audio.playbackRate = Number(speed.value); });

  on(scope, 'click', event => {
    const to = event.target.closest('[data-jump]')?.dataset.jump ?? event.target.closest('[data-turns] [data-start]')?.dataset.start;
    if (to === undefined || getSelection()?.toString()) return;
    following = true;
    jump(Number(to));
    audio.play().catch(fail);
  });
  // Who scrolls, reads: the text stays where they put it until they click a turn or press play again.
  for (const kind of ['wheel', 'touchmove']) on(scope, kind, event => {
    if (event.target.closest('[data-turns]')) following = false;
  });
  on(play, 'click', () => { following = true; });

  on(document, 'keydown', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.('input:not([type=range]), textarea, select, button, a, summary, dialog') || play.disabled) return;
    if (event.key === ' ') toggle();
    else if (event.key === 'ArrowLeft') jump(audio.currentTime - 5);
    else if (event.key === 'ArrowRight') jump(audio.currentTime + 5);
    else return;
    event.preventDefault();
  });

  if (audio.readyState >= 1) audio.dispatchEvent(new Event('loadedmetadata'));
  if (audio.error) fail();
  return { detach() { audio.pause(); aborter.abort(); } };
}
