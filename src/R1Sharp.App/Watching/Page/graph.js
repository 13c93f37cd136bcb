// The stages of a run as a graph: what each begins with (whole lines) and whose data it reads (broken lines). Stages are buttons in the order in which they
// build on one another; the lines are drawn behind them and repeat what the buttons say.
import { box, byId, duration, element } from './text.js';

export class Graph {
  #lines = byId('drawing').content.firstElementChild.cloneNode(false);
  #columns = element('div', 'columns');
  #buttons = new Map();
  #shape = '';

  constructor(choose) {
    this.choose = choose;
    this.#lines.setAttribute('class', 'edges');
    this.#lines.setAttribute('aria-hidden', 'true');
    this.#lines.removeAttribute('tabindex');
    this.#lines.removeAttribute('role');
    this.node = box('div', 'graph', this.#lines, this.#columns);
    this.node.setAttribute('role', 'group');
    this.node.setAttribute('aria-label', 'Stages');
    this.node.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(this.#columns);
  }

  /** Shows stages as the server tells of them, and which of them is chosen. */
  show(stages, chosen, isRunning) {
    const shape = JSON.stringify(stages.map((stage) => [stage.name, stage.start, stage.data]));
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#place(stages);
    }
    for (const stage of stages) this.#fill(stage, chosen, isRunning);
  }

  // A stage stands behind all that it builds on.
  #place(stages) {
    const depth = new Map(), columns = [];
    for (const stage of stages) {
      const at = Math.max(-1, ...needs(stage).map((name) => depth.get(name) ?? -1)) + 1;
      depth.set(stage.name, at);
      (columns[at] ??= []).push(stage);
    }
    this.stages = stages;
    this.#buttons.clear();
    this.#columns.replaceChildren(...columns.map((column) => box('div', 'column', ...column.map((stage) => {
      const made = element('button');
      made.type = 'button';
      made.addEventListener('click', () => this.choose(stage.name));
      this.#buttons.set(stage.name, made);
      return made;
    }))));
    this.#draw();
  }

  #fill(stage, chosen, isRunning) {
    const made = this.#buttons.get(stage.name), state = stage.state === 'begun' ? (isRunning ? 'running' : 'unfinished') : stage.state;
    const steps = stage.steps_done ? `${stage.steps_done}${stage.steps && stage.state !== 'finished' ? ` of ${stage.steps}` : ''} ${stage.steps_done === 1 ? 'step' : 'steps'}` : '';
    const facts = [stage.kind === stage.name ? '' : stage.kind, stage.curves === 'evaluation' ? '' : steps, stage.seconds ? duration(stage.seconds) : ''].filter((fact) => fact).join(' · ');
    const text = `${stage.name}|${state}|${facts}|${chosen === stage.name}`;
    if (made.dataset.text === text) return;
    made.dataset.text = text;
    made.className = `stage ${state}`;
    made.setAttribute('aria-pressed', String(chosen === stage.name));
    made.disabled = stage.state === 'waiting';
    made.replaceChildren(element('b', '', stage.name), element('span', '', facts || state),
      element('span', 'hidden', `, ${state}${needs(stage).length ? `, builds on ${needs(stage).join(', ')}` : ''}`));
  }

  #key(event) {
    const all = [...this.#buttons.values()].filter((one) => !one.disabled), at = all.indexOf(document.activeElement);
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || next === undefined || !all[next]) return;
    event.preventDefault();
    all[next].focus();
  }

  #draw() {
    const around = this.#columns.getBoundingClientRect();
    if (!around.width) return;
    const paths = [];
    for (const stage of this.stages ?? [])
      for (const name of needs(stage)) {
        const from = this.#buttons.get(name)?.getBoundingClientRect(), to = this.#buttons.get(stage.name).getBoundingClientRect();
        if (!from) continue;
        const [x1, y1, x2, y2] = [from.right - around.left, from.top + from.height / 2 - around.top, to.left - around.left, to.top + to.height / 2 - around.top];
        const path = document.createElementNS(this.#lines.namespaceURI, 'path'), bend = Math.max(12, (x2 - x1) / 2);
        path.setAttribute('d', `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
        path.setAttribute('class', name === stage.start ? 'edge' : 'edge data');
        paths.push(path);
      }
    this.#lines.setAttribute('width', this.#columns.scrollWidth);
    this.#lines.setAttribute('height', this.#columns.scrollHeight);
    this.#lines.replaceChildren(...paths);
  }
}

const needs = (stage) => [...new Set([stage.start, ...stage.data].filter((name) => name))];
