// The completions of a step, a page at a time: what was asked, what was answered, what it was worth, which tokens the model did not choose itself.
import { ask } from './ask.js';
import { box, button, element, percent, say, short } from './text.js';

const ROWS = 16;

export class Rollouts {
  #query = { kind: null, step: null, first: 0 };
  #bar = element('div', 'bar'); #list = element('div', 'list'); #state = element('p', 'quiet');
  #text = ''; #page = null;

  constructor(run, stage) {
    [this.run, this.stage] = [run, stage];
    this.follow = element('input');
    this.follow.type = 'checkbox';
    this.follow.checked = true;
    this.follow.addEventListener('change', () => { if (this.follow.checked) this.#go({ step: null, first: 0 }); else this.#go({ step: this.#page?.step ?? null }); });
    this.number = element('input');
    this.number.type = 'number';
    this.number.min = 0;
    this.number.addEventListener('change', () => { if (this.number.value !== '') this.#leave({ step: Number(this.number.value), first: 0 }); });
    this.kind = element('select');
    this.kind.addEventListener('change', () => this.#go({ kind: this.kind.value, step: this.follow.checked ? null : this.#query.step, first: 0 }));
    this.buttons = {
      before: button('‹ Step', () => this.#leave({ step: this.#page.step_before, first: 0 })), behind: button('Step ›', () => this.#leave({ step: this.#page.step_behind, first: 0 })),
      back: button('‹ Page', () => this.#leave({ step: this.#page.step, first: Math.max(0, this.#page.first - ROWS) })),
      on: button('Page ›', () => this.#leave({ step: this.#page.step, first: this.#page.first + this.#page.rows.length })),
    };
    this.#bar.append(this.buttons.before, box('label', '', 'Step ', this.number), this.buttons.behind, box('label', '', this.follow, ' follow the last step'),
      box('label', 'kinds', 'Of ', this.kind), box('span', 'pages', this.buttons.back, this.#state, this.buttons.on));
    this.node = box('div', 'rollouts', this.#bar, this.#list);
  }

  /** Whether there is none to be seen. */
  get isEmpty() { return !this.#page?.rows?.length; }

  #leave(change) { this.follow.checked = false; this.#go(change); }

  async #go(change) {
    Object.assign(this.#query, change);
    await this.advance();
    say(this.#state.textContent);
  }

  /** Asks for the page again, and shows it where it has changed; the seconds until the next time, where that is sooner than usual. */
  async advance() {
    const page = await ask('rollouts', { run: this.run, stage: this.stage, rows: ROWS, ...this.#query });
    const text = JSON.stringify([page.step, page.kind, page.first, page.rows, page.count]);
    this.#page = page;
    this.#tell(page);
    if (text !== this.#text) {
      this.#text = text;
      this.#list.replaceChildren(...grouped(page.rows ?? []).map((group) => this.#group(group)));
    }
    return page.read < page.size && page.lines > 0 ? 0.05 : null;
  }

  #tell(page) {
    const isThere = page.rows?.length > 0;
    this.#state.textContent = !isThere ? 'none yet' : `${page.first + 1}–${page.first + page.rows.length} of ${page.count.toLocaleString('en')}`
      + (page.read < page.size ? ` (reading: ${percent(page.read / page.size)})` : '');
    if (document.activeElement !== this.number) this.number.value = isThere ? page.step : '';
    this.number.max = page.last_step ?? 0;
    this.buttons.before.disabled = page.step_before === undefined;
    this.buttons.behind.disabled = page.step_behind === undefined;
    this.buttons.back.disabled = !isThere || page.first === 0;
    this.buttons.on.disabled = !isThere || page.first + page.rows.length >= page.count;
    if (this.kind.children.length !== page.kinds.length)
      this.kind.replaceChildren(...page.kinds.map((kind) => { const made = element('option', '', { train: 'training', evaluation: 'evaluation' }[kind] ?? kind); made.value = kind; return made; }));
    if (page.kind && document.activeElement !== this.kind) this.kind.value = page.kind;
    this.kind.parentElement.hidden = page.kinds.length < 2;
  }

  // Completions of one problem stand below what was asked.
  #group(rows) {
    const [first] = rows, head = element('div', 'asked');
    head.append(element('h3', '', first.question ?? first.problem ?? 'Completion'));
    const facts = [first.family, first.level ? `level ${first.level}` : '', first.language].filter((fact) => fact).join(', ');
    head.append(box('p', 'quiet', facts, first.gold ? ` · right is ${first.gold}` : ''));
    if (first.prompt) {
      const folded = element('details');
      folded.append(element('summary', 'quiet', 'Prompt'), pre(first.prompt, 'Prompt'));
      head.append(folded);
    }
    return box('section', 'card group', head, box('div', 'samples', ...rows.map((row) => this.#row(row))));
  }

  #row(row) {
    if (row.damaged) return element('p', 'error', 'This line of the log is damaged.');
    const verdict = row.right === true ? 'right' : row.right === false ? 'wrong' : '';
    const made = element('article', `sample ${verdict}`), facts = element('ul', 'facts');
    const fact = (text, className, title) => { const item = element('li', className, text); if (title) item.title = title; facts.append(item); };
    if (verdict) fact(verdict, `verdict ${verdict}`, row.reason ?? '');
    if (typeof row.reward === 'number') fact(`reward ${short(row.reward)}`, 'reward');
    for (const [name, value] of Object.entries(row.rewards ?? {})) fact(`${name} ${short(value)}`);
    if (typeof row.advantage === 'number') fact(`advantage ${short(row.advantage)}`);
    if (typeof row.tokens === 'number') fact(`${row.tokens} tokens`);
    if (row.finish === 'length') fact('cut off', 'cut');
    if (row.forced?.length) fact(`${row.forced.reduce((sum, run) => sum + run.count, 0)} forced`, 'forced', 'Tokens that the model did not choose; they are marked in the text.');
    const text = pre('', 'Completion');
    marked(text, row.completion ?? '', row.forced ?? []);
    made.append(facts, text);
    if (row.reason && row.right !== true) made.append(element('p', 'quiet', row.reason));
    if (row.cut?.includes('completion')) {
      const more = button('Show all of it', async () => {
        try {
          const whole = await ask('rollout', { run: this.run, stage: this.stage, at: row.at });
          marked(text, whole.completion, whole.forced ?? []);
          more.remove();
          text.focus();
        } catch (error) { more.replaceWith(element('p', 'error', error.message)); }
      });
      made.append(more);
    }
    return made;
  }
}

function grouped(rows) {
  const groups = [];
  for (const row of rows) {
    const last = groups.at(-1)?.[0];
    if (last && !row.damaged && !last.damaged && last.group === row.group && last.problem === row.problem) groups.at(-1).push(row);
    else groups.push([row]);
  }
  return groups;
}

// A text that is scrolled in itself, also by keyboard.
export function pre(text, label) {
  const made = element('pre', '', text);
  made.tabIndex = 0;
  made.setAttribute('role', 'group');
  made.setAttribute('aria-label', label);
  return made;
}

/** Puts a completion into an element, forced pieces marked. Their places are counted as strings count, in units of UTF-16. */
export function marked(into, text, forced) {
  const pieces = [];
  let at = 0;
  for (const run of forced.filter((run) => Number.isInteger(run.character)).sort((a, b) => a.character - b.character)) {
    if (run.character < at || run.character >= text.length) continue;
    const mark = element('mark', 'forced', text.slice(run.character, run.character + run.text.length));
    mark.title = 'forced: not chosen by the model';
    pieces.push(text.slice(at, run.character), mark);
    at = run.character + run.text.length;
  }
  into.replaceChildren(...pieces, text.slice(at));
}
