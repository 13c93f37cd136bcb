// One answer as it comes: thoughts folded, then the text; its end, how many tokens it took, what went wrong.
import { TokenText } from './tokens.js';
import { box, button, element, say } from './text.js';

/** The answer of one model to one question. */
export class Answer {
  #thoughts; #text; #summary = element('summary', '', 'Thinking …'); #foot = element('div', 'foot'); #pending = [];

  constructor(model) {
    this.#thoughts = new TokenText(`Thoughts of ${model}`);
    this.#text = new TokenText(`Answer of ${model}`);
    this.folded = box('details', 'thoughts', this.#summary, this.#thoughts.node);
    this.folded.hidden = true;
    this.node = box('div', 'answer card', element('h2', '', model), this.folded, this.#text.node, this.#foot);
    this.node.setAttribute('role', 'group');
    this.node.setAttribute('aria-label', `Answer of ${model}`);
    this.node.setAttribute('aria-busy', 'true');
  }

  get text() { return this.#text.text; }

  /** Asks, and shows what comes until it ends, fails or is stopped. */
  async run(headers, body, signal) {
    try {
      const response = await fetch('/v1/chat/completions', { method: 'POST', headers, body, signal });
      if (!response.ok) throw new Error((await response.json()).error?.message ?? `The server answers with ${response.status}.`);
      for await (const chunk of events(response)) this.#take(chunk);
    } catch (error) {
      const isStopped = error.name === 'AbortError';
      this.#note(isStopped ? 'stopped' : error instanceof TypeError ? 'The server does not answer.' : error.message, isStopped ? '' : 'error');
    }
    this.node.setAttribute('aria-busy', 'false');
    if (this.#thoughts.count) this.#summary.textContent = `Thoughts (${this.#thoughts.count} ${this.#thoughts.count === 1 ? 'token' : 'tokens'})`;
    if (this.text) this.#foot.append(button('Copy', () => copy(this.text)));
  }

  #take(chunk) {
    if (chunk.error) throw new Error(chunk.error.message);
    const choice = chunk.choices[0];
    this.#pending.push(...choice?.logprobs?.content ?? []);
    if (choice?.delta.reasoning) {
      this.folded.hidden = false;
      this.#spread(this.#thoughts, choice.delta.reasoning);
      this.#summary.textContent = `Thinking … ${this.#thoughts.count}`;
    }
    if (choice?.delta.content) this.#spread(this.#text, choice.delta.content);
    if (choice?.finish_reason) this.#note({ stop: 'ended', length: 'cut off: no tokens left' }[choice.finish_reason] ?? choice.finish_reason);
    if (chunk.usage) {
      const thought = chunk.usage.completion_tokens_details?.reasoning_tokens;
      this.#note(`${chunk.usage.completion_tokens} tokens${thought ? `, ${thought} of them thought` : ''}`);
    }
  }

  // A piece has several tokens: each gets its text. What is longer in coming than its tokens, as a character of many bytes, belongs to all of them.
  #spread(into, text) {
    const tokens = this.#pending.splice(0);
    let count = 0;
    for (let i = 0; i < tokens.length && text; i++) {
      const own = tokens[i].token;
      if (!own || !text.startsWith(own)) continue;
      into.add(own, tokens.slice(count, i + 1));
      text = text.slice(own.length);
      count = i + 1;
    }
    if (text) into.add(text, tokens.slice(count));
    else this.#pending.push(...tokens.slice(count));
  }

  #note(text, className) { this.#foot.append(element('span', className ?? '', text)); }
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

// Pages that did not come over a secure connection have no clipboard; there a selection is copied as a hand would.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = element('textarea', 'hidden');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  say('Copied.');
}
