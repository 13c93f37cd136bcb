// Questions to the server, and who asks them again.
import { byId } from './text.js';

let key = '';

/** The answer to a question. */
export async function ask(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const response = await fetch(`/api/${path}?${new URLSearchParams(given)}`, { headers: key ? { Authorization: `Bearer ${key}` } : {} });
  if (response.status === 401) {
    await askForKey();
    return ask(path, query);
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error?.message ?? `The server answers with ${response.status}.`);
  return answer;
}

function askForKey() {
  const dialog = byId('keyed');
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', () => { key = byId('key').value; resolve(); }, { once: true }));
}

/** Does something now and again and again, until it is stopped; not while nobody sees the page. */
export function repeat(seconds, act) {
  let timer = 0, isStopped = false, isBusy = false;
  async function turn() {
    clearTimeout(timer);
    if (isBusy) return;
    isBusy = true;
    let pause = seconds;
    if (!document.hidden) {
      try {
        pause = (await act()) ?? seconds;
        tell('');
      } catch (error) {
        tell(error instanceof TypeError ? 'The server does not answer; asking again.' : error.message);
      }
    }
    isBusy = false;
    if (!isStopped) timer = setTimeout(turn, pause * 1000);
  }
  const seen = () => { if (!document.hidden && !isStopped) turn(); };
  document.addEventListener('visibilitychange', seen);
  turn();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
}

function tell(text) {
  if (byId('link').textContent !== text) byId('link').textContent = text;
}
