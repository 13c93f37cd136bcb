// The page talks to the server that it came from. What a model says goes into the page as text and never as HTML.
'use strict';

const byId = (id) => document.getElementById(id);
const said = [];
let stopping = null;

for (const input of document.querySelectorAll('input[type=range]')) {
  const show = () => { document.querySelector(`output[for=${input.id}]`).value = isFree(input) ? 'free' : input.value; };
  input.addEventListener('input', show);
  show();
}

// At its end a budget asks for nothing.
function isFree(input) {
  return (input.id === 'thinking_max' && input.value === input.max) || (input.id === 'thinking_min' && input.value === '0');
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function headers() {
  const all = { 'Content-Type': 'application/json' };
  if (byId('key').value) all.Authorization = `Bearer ${byId('key').value}`;
  return all;
}

function body(seed) {
  const asked = { messages: [...said], stream: true, logprobs: true, top_logprobs: 5, stream_options: { include_usage: true } };
  if (byId('system').value) asked.messages.unshift({ role: 'system', content: byId('system').value });
  for (const name of ['temperature', 'top_p', 'max_tokens', 'thinking_min', 'thinking_max'])
    if (!isFree(byId(name))) asked[name] = Number(byId(name).value);
  if (seed !== null) asked.seed = seed;
  return JSON.stringify(asked);
}

// The values of a stream of server-sent events.
async function* events(response) {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of response.body) {
    text += decoder.decode(bytes, { stream: true });
    for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
      const line = text.slice(0, end);
      if (line === 'data: [DONE]') return;
      if (line.startsWith('data: ')) yield JSON.parse(line.slice(6));
    }
  }
}

function tokenSpan(piece, logprob) {
  const span = element('span', 'token', piece);
  if (logprob) {
    const percent = (p) => `${(100 * Math.exp(p)).toFixed(1)} %`;
    span.title = [`${percent(logprob.logprob)}`, ...logprob.top_logprobs.map((t) => `${percent(t.logprob)}  ${JSON.stringify(t.token)}`)].join('\n');
    span.style.backgroundColor = `rgb(255 120 0 / ${Math.min(0.5, -logprob.logprob / 8)})`;
  }
  return span;
}

async function answer(box, seed) {
  const folded = element('details', 'thoughts');
  folded.append(element('summary', '', 'Thoughts'));
  const thoughts = element('div', 'text'), text = element('div', 'text'), foot = element('div', 'foot');
  folded.append(thoughts);
  folded.hidden = true;
  box.append(folded, text, foot);
  let whole = '';
  try {
    const response = await fetch('/v1/chat/completions', { method: 'POST', headers: headers(), body: body(seed), signal: stopping.signal });
    if (!response.ok) throw new Error((await response.json()).error.message);
    for await (const chunk of events(response)) {
      if (chunk.error) throw new Error(chunk.error.message);
      const choice = chunk.choices[0], logprob = choice?.logprobs?.content[0];
      if (choice?.delta.reasoning) {
        folded.hidden = false;
        thoughts.append(tokenSpan(choice.delta.reasoning, logprob));
      }
      if (choice?.delta.content) {
        whole += choice.delta.content;
        text.append(tokenSpan(choice.delta.content, logprob));
      }
      if (choice?.finish_reason) foot.append(element('span', '', choice.finish_reason));
      if (chunk.usage) foot.append(element('span', '', `${chunk.usage.completion_tokens} tokens, ${chunk.usage.completion_tokens_details?.reasoning_tokens ?? 0} of them thought`));
    }
  } catch (error) {
    foot.append(element('span', error.name === 'AbortError' ? '' : 'error', error.name === 'AbortError' ? 'stopped' : error.message));
  }
  const copy = element('button', '', 'Copy');
  copy.addEventListener('click', () => navigator.clipboard.writeText(whole));
  foot.append(copy);
  return whole;
}

function setBusy(isBusy) {
  byId('send').hidden = isBusy;
  byId('stop').hidden = !isBusy;
}

async function ask(question) {
  said.push({ role: 'user', content: question });
  const turn = element('section', 'turn'), answers = element('div', 'answers');
  turn.append(element('div', 'question', question), answers);
  byId('turns').append(turn);
  turn.scrollIntoView({ block: 'end' });
  stopping = new AbortController();
  setBusy(true);
  const seed = byId('seed').value === '' ? null : Number(byId('seed').value);
  const boxes = byId('side').checked ? [element('div', 'answer'), element('div', 'answer')] : [element('div', 'answer')];
  answers.append(...boxes);
  const all = await Promise.all(boxes.map((box, i) => answer(box, seed === null ? null : seed + i)));
  said.push({ role: 'assistant', content: all[0] });
  setBusy(false);
  byId('question').focus();
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
  }
});
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') stopping?.abort(); });
byId('stop').addEventListener('click', () => stopping?.abort());
byId('forget').addEventListener('click', () => {
  stopping?.abort();
  said.length = 0;
  byId('turns').replaceChildren();
});
fetch('/v1/models', { headers: headers() }).then((r) => r.json()).then((m) => { byId('model').textContent = m.data?.[0].id ?? ''; }).catch(() => {});
