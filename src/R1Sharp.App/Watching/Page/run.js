// One run: how it stands, its stages, the curves and completions of one of them, what watchdogs and the doctor say.
import { ask, repeat } from './ask.js';
import { Chart } from './chart.js';
import { StageNumbers, grouped } from './curves.js';
import { Graph } from './graph.js';
import { Rollouts, pre } from './rollouts.js';
import { stateMark } from './runs.js';
import { box, duration, element, percent, short } from './text.js';

/** Shows a run until it is left. */
export function showRun(main, name, stageAsked) {
  let chosen = stageAsked ?? null, view = null, isHere = true;
  const state = element('p'), notice = element('div', 'notice'), doctor = element('div', 'findings'), stageView = element('div');
  const graph = new Graph((stage) => { chosen = stage; open(stage); });
  const graphBox = box('section', 'card scroll', graph.node);
  notice.setAttribute('role', 'status');
  main.append(box('div', 'title', box('div', '', element('h1', '', name), state)), notice, heading('Stages'), graphBox, stageView, heading('What the doctor finds'), doctor, recipe(name));

  function open(stage) {
    history.replaceState(null, '', `#/run/${encodeURIComponent(name)}/${encodeURIComponent(stage)}`);
    if (run) graph.show(run.graph, stage, run.state === 'running');
    view = new StageView(name, run.graph.find((one) => one.name === stage));
    stageView.replaceChildren(view.node);
    view.advance().catch(() => {});
  }

  let run = null;
  const stopRun = repeat(1, async () => {
    run = await ask('run', { run: name });
    if (!isHere) return null;
    state.replaceChildren(stateMark(run), ` last written ${duration(run.silent_seconds)} ago`);
    const stopped = run.stopped ? `The watchdog ${run.stopped.watchdog} stopped ${run.stopped.stage}: ${run.stopped.explanation}; ${run.stopped.advice}.` : '';
    if (notice.textContent !== stopped) notice.replaceChildren(...stopped ? [element('p', 'card bad', stopped)] : []);
    const begun = run.graph.filter((stage) => stage.state !== 'waiting');
    if (!begun.some((stage) => stage.name === chosen)) chosen = null;
    const wanted = chosen ?? interesting(begun)?.name;
    graph.show(run.graph, wanted, run.state === 'running');
    if (wanted && view?.stage.name !== wanted) {
      view = new StageView(name, run.graph.find((stage) => stage.name === wanted));
      stageView.replaceChildren(view.node);
    }
    return view ? await view.advance() : null;
  });
  const stopDoctor = repeat(15, async () => { if (isHere) tell(doctor, await ask('doctor', { run: name })); });
  return () => { isHere = false; stopRun(); stopDoctor(); };
}

// The stage that is under way, or else the last one that has curves.
function interesting(stages) {
  return stages.find((stage) => stage.state === 'begun') ?? stages.findLast((stage) => stage.curves === 'reinforcement')
    ?? stages.findLast((stage) => stage.curves !== 'evaluation' && stage.steps_done > 1) ?? stages.at(-1);
}

/** Curves, watchdogs and completions of one stage. */
class StageView {
  #charts = new Map(); #grid = element('div', 'charts'); #others = element('details', 'card others'); #otherGrid = element('div', 'charts');
  #warnings = element('ul', 'findings'); #table = element('div', 'card scroll table'); #rollouts; #none = element('p', 'quiet', 'It has not made a step yet.');

  constructor(run, stage) {
    this.stage = stage;
    this.numbers = new StageNumbers(run, stage.name);
    this.#rollouts = new Rollouts(run, stage.name);
    this.#others.append(element('summary', '', 'All other numbers'), this.#otherGrid);
    this.#others.hidden = true;
    this.#others.addEventListener('toggle', () => this.#draw());
    this.completions = box('div', '', heading(`Completions of ${stage.name}`), this.#rollouts.node);
    this.completions.hidden = true;
    this.#table.hidden = true;
    this.#table.tabIndex = 0;
    this.#table.setAttribute('role', 'group');
    this.#table.setAttribute('aria-label', 'What the evaluation found');
    this.node = box('div', '', heading(`Numbers of ${stage.name}`), this.#warnings, this.#none, this.#table, this.#grid, this.#others, this.completions);
  }

  /** Reads and shows what is new; how soon to ask again where there is more. */
  async advance() {
    if (await this.numbers.advance()) this.#draw();
    const pause = await this.#rollouts.advance();
    this.completions.hidden = this.#rollouts.isEmpty;
    return this.numbers.isWhole ? pause : 0.02;
  }

  #draw() {
    const { groups, others } = grouped(this.numbers, this.stage.curves), isEvaluation = this.stage.curves === 'evaluation';
    const marks = this.numbers.warnings.map((line) => line.step + 1);
    this.#none.hidden = groups.length + others.length > 0;
    this.#warnings.replaceChildren(...this.numbers.warnings.slice(-20).map(warning));
    this.#table.hidden = !isEvaluation;
    if (isEvaluation) this.#table.replaceChildren(families(this.numbers.lastEvaluation));
    for (const group of isEvaluation ? [] : groups) this.#chart(group, group.lines, this.#grid, marks);
    this.#others.hidden = others.length === 0 || isEvaluation;
    if (this.#others.open) for (const line of others) this.#chart({ title: line.name.replaceAll('_', ' '), note: '' }, [line], this.#otherGrid, marks);
  }

  #chart(group, lines, grid, marks) {
    if (!this.#charts.has(group.title)) {
      const made = new Chart(group);
      this.#charts.set(group.title, made);
      grid.append(made.node);
    }
    this.#charts.get(group.title).show(lines, marks);
  }
}

export function heading(text) { return element('h2', 'heading', text); }

function warning(line) {
  return box('li', `card ${line.kind === 'stopped' ? 'bad' : 'warn'}`, element('b', '', `Watchdog ${line.watchdog}`),
    element('span', 'quiet', ` at step ${line.step}, ${line.kind === 'stopped' ? 'which ended the run' : 'a warning'}`), element('p', '', `${line.explanation}; ${line.advice}.`));
}

// What an evaluation found, a line for each family.
function families(line) {
  const table = element('table'), all = Object.entries(line?.families ?? {});
  const columns = [['pass_at_1', 'pass@1', percent], ['format', 'in form', percent], ['mean_completion_tokens', 'tokens', short], ['truncated', 'cut off', percent], ['problems', 'problems', short]];
  const head = ['Family', ...columns.map(([, title]) => title)].map((title) => { const cell = element('th', '', title); cell.scope = 'col'; return cell; });
  const rows = all.map(([family, numbers]) => {
    const name = element('th', '', family);
    name.scope = 'row';
    const range = Number.isFinite(numbers.pass_at_1_low) ? ` (${percent(numbers.pass_at_1_low)} to ${percent(numbers.pass_at_1_high)})` : '';
    return box('tr', '', name, ...columns.map(([key, , write]) => element('td', '', (numbers[key] === undefined || numbers[key] === null ? '–' : write(numbers[key])) + (key === 'pass_at_1' ? range : ''))));
  });
  table.append(element('caption', 'hidden', 'What the evaluation found'), box('thead', '', box('tr', '', ...head)), box('tbody', '', ...rows));
  return table;
}

function tell(into, { findings, refusal }) {
  const text = JSON.stringify([findings, refusal]);
  if (into.dataset.text === text) return;
  into.dataset.text = text;
  into.replaceChildren(...refusal ? [element('p', 'quiet', refusal)] : findings.length === 0 ? [element('p', 'quiet', 'No trouble.')] : findings.map((found) =>
    box('div', 'card warn', element('b', '', found.trouble), element('span', 'quiet', found.stage ? ` in ${found.stage}` : ''), element('p', '', found.evidence), element('p', 'quiet', found.cause),
      box('p', '', element('span', 'quiet', `${found.place}: `), element('b', '', found.change)))));
}

function recipe(run) {
  const folded = element('details', 'card recipe'), text = pre('', 'Recipe');
  folded.append(element('summary', '', 'Recipe'), text);
  folded.addEventListener('toggle', async () => { if (folded.open && !text.textContent) text.textContent = (await ask('recipe', { run })).recipe; });
  return folded;
}
