// A text whose tokens tell how probable they were, and what else might have stood there: under the pointer, or with the arrow keys.
import { box, byId, element, percent, say } from './text.js';

const LEAST = 0.0005;

/** A text that grows by tokens. */
export class TokenText {
  node = element('div', 'text');
  #tokens = []; #at = -1;

  constructor(label) {
    this.node.tabIndex = 0;
    this.node.setAttribute('role', 'group');
    this.node.setAttribute('aria-label', `${label}; the arrow keys go through its tokens`);
    this.node.addEventListener('keydown', (event) => this.#key(event));
    this.node.addEventListener('blur', () => this.#choose(-1));
    for (const kind of ['pointerover', 'click']) this.node.addEventListener(kind, (event) => { if (event.target.classList.contains('token')) this.#tell(event.target); });
    this.node.addEventListener('pointerleave', hide);
  }

  get count() { return this.#tokens.length; }

  get text() { return this.node.textContent; }

  /** Adds a text with the log-probabilities of the tokens that it consists of. */
  add(text, logprobs) {
    const span = element('span', 'token', text);
    span.logprobs = logprobs;
    const surprise = Math.max(0, ...logprobs.map((one) => -one.logprob));
    span.style.setProperty('--surprise', String(Math.round(Math.min(45, surprise * 7))));
    this.#tokens.push(span);
    this.node.append(span);
  }

  #key(event) {
    if (event.key === 'Escape') this.#choose(-1);
    const next = { ArrowRight: this.#at + 1, ArrowLeft: this.#at < 0 ? this.#tokens.length - 1 : this.#at - 1, Home: 0, End: this.#tokens.length - 1 }[event.key];
    if (next === undefined || !this.#tokens.length) return;
    event.preventDefault();
    this.#choose(Math.min(this.#tokens.length - 1, Math.max(0, next)));
  }

  #choose(at) {
    this.#tokens[this.#at]?.classList.remove('chosen');
    this.#at = at;
    if (at < 0) { hide(); return; }
    const span = this.#tokens[at];
    span.classList.add('chosen');
    span.scrollIntoView({ block: 'nearest' });
    this.#tell(span);
    say(spoken(span));
  }

  #tell(span) {
    if (!span.logprobs.length) return;
    const tip = byId('tip'), around = span.getBoundingClientRect();
    tip.replaceChildren(...span.logprobs.slice(-3).map(table));
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(innerWidth - width - 4, around.left))}px`;
    tip.style.top = `${around.bottom + height + 8 < innerHeight ? around.bottom + 6 : Math.max(4, around.top - height - 6)}px`;
  }
}

function hide() { byId('tip').hidden = true; }

addEventListener('scroll', hide, { passive: true, capture: true });

// What was chosen, and the most probable others.
function rows(one) {
  const all = [...one.top_logprobs];
  if (!all.some((other) => other.token === one.token)) all.push(one);
  return all.sort((a, b) => b.logprob - a.logprob);
}

function table(one) {
  const made = element('table');
  for (const other of rows(one)) {
    const probability = Math.exp(other.logprob), bar = element('i');
    bar.style.width = `${100 * probability}%`;
    made.append(box('tr', other.token === one.token ? 'own' : '', element('td', '', JSON.stringify(other.token)), box('td', 'bar', bar), element('td', '', probability < LEAST ? 'under 0.1 %' : percent(probability))));
  }
  return made;
}

const spoken = (span) => `${span.textContent || 'nothing'}: ${span.logprobs.map((one) => rows(one).slice(0, 4)
  .map((other) => `${other.token === one.token ? 'chosen, ' : ''}${other.token} ${percent(Math.exp(other.logprob))}`).join('; ')).join('; ')}`;
