// The page talks to the server that it came from. Two voices at most: each is a model with a conversation of its own.
import { Answer } from './answer.js';
import { box, byId, element, say } from './text.js';

const voices = [{ select: byId('first'), said: [] }, { select: byId('second'), said: [] }];
const asked = [];
let stopping = null;

for (const input of document.querySelectorAll('input[type=range]')) {
  const show = () => {
    const value = isFree(input) ? 'free' : input.value;
    document.querySelector(`output[for=${input.id}]`).value = value;
    input.setAttribute('aria-valuetext', value);
  };
  input.addEventListener('input', show);
  show();
}

// At its end a budget asks for nothing.
function isFree(input) { return (input.id === 'thinking_max' && input.value === input.max) || (input.id === 'thinking_min' && input.value === '0'); }

function headers() {
  const key = byId('key').value;
  return { 'Content-Type': 'application/json', ...key ? { Authorization: `Bearer ${key}` } : {} };
}

function body(voice, model, seed) {
  const system = byId('system').value.trim();
  const made = { model, messages: [...system ? [{ role: 'system', content: system }] : [], ...voice.said], stream: true, logprobs: true, top_logprobs: 5, stream_options: { include_usage: true } };
  for (const name of ['temperature', 'top_p', 'max_tokens', 'thinking_min', 'thinking_max']) if (!isFree(byId(name))) made[name] = Number(byId(name).value);
  if (seed !== null) made.seed = seed;
  return JSON.stringify(made);
}

// Who answers: the first model, and the second where one is chosen. "again" is the first once more.
function speaking() {
  const [first, second] = voices, name = first.select.value;
  return second.select.value === '' ? [[first, name]] : [[first, name], [second, second.select.value === 'again' ? name : second.select.value.slice(1)]];
}

// Whoever joins in the middle knows what the first has said; whoever was left out for a turn begins so again.
function join(all) {
  const [first, second] = voices;
  if (all.length < 2) second.said = [];
  else if (second.said.length === 0) second.said = [...first.said];
  return all;
}

async function ask(question) {
  const answers = element('div', 'answers'), turn = box('article', 'turn', box('p', 'question', element('span', 'hidden', 'You: '), element('span', '', question)), answers);
  turn.setAttribute('aria-label', `Turn ${asked.length + 1}`);
  byId('turns').append(turn);
  asked.push(question);
  stopping = new AbortController();
  setBusy(true);
  const number = byId('seed').value, seed = /^-?\d+$/.test(number) ? Number(number) : null;
  const all = join(speaking()).map(([voice, model], i) => {
    voice.said.push({ role: 'user', content: question });
    const answer = new Answer(model);
    answers.append(answer.node);
    const isSame = i > 0 && voices[1].select.value === 'again';
    return { voice, answer, done: answer.run(headers(), body(voice, model, seed === null ? null : seed + (isSame ? 1 : 0)), stopping.signal) };
  });
  const follow = setInterval(() => { if (isAtEnd()) scrollTo(0, document.body.scrollHeight); }, 100);
  turn.scrollIntoView({ block: 'end' });
  await Promise.all(all.map(({ done }) => done));
  clearInterval(follow);
  for (const { voice, answer } of all) voice.said.push({ role: 'assistant', content: answer.text });
  setBusy(false);
  say(all.map(({ answer }) => answer.text || 'No answer.').join('\n'));
  if (document.activeElement === document.body || document.activeElement === byId('stop')) byId('question').focus();
}

function isAtEnd() { return innerHeight + scrollY > document.body.scrollHeight - 160; }

function setBusy(isBusy) {
  byId('send').hidden = isBusy;
  byId('stop').hidden = !isBusy;
  for (const { select } of voices) select.disabled = isBusy;
}

function forget() {
  stopping?.abort();
  for (const voice of voices) voice.said = [];
  asked.length = 0;
  byId('turns').replaceChildren();
  byId('question').focus();
}

function option(value, text) {
  const made = element('option', '', text);
  made.value = value;
  return made;
}

async function listModels() {
  const response = await fetch('/v1/models', { headers: headers() });
  if (response.status === 401) {
    byId('settings').open = true;
    say('This server asks for its API key.');
    byId('key').focus();
    return;
  }
  const names = (await response.json()).data.map((model) => model.id), [first, second] = voices.map(({ select }) => select), before = [first.value, second.value];
  first.replaceChildren(...names.map((name) => option(name, name)));
  second.replaceChildren(option('', 'nothing'), option('again', 'another answer'), ...names.length > 1 ? names.map((name) => option(`=${name}`, name)) : []);
  if (names.includes(before[0])) first.value = before[0];
  second.value = [...second.options].some((one) => one.value === before[1]) ? before[1] : '';
}

byId('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  const question = byId('question').value.trim();
  if (!question || byId('send').hidden) return;
  byId('question').value = '';
  ask(question);
});
byId('question').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId('ask').requestSubmit();
  } else if (event.key === 'ArrowUp' && !byId('question').value && asked.length) {
    event.preventDefault();
    byId('question').value = asked.at(-1);
  }
});
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') stopping?.abort(); });
byId('stop').addEventListener('click', () => stopping?.abort());
byId('forget').addEventListener('click', forget);
byId('key').addEventListener('change', () => listModels().catch(() => {}));
byId('tinted').addEventListener('change', () => document.body.classList.toggle('tinted', byId('tinted').checked));
document.body.classList.add('tinted');
listModels().catch(() => say('The server does not answer.'));
byId('question').focus();
