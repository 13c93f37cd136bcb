// The numbers of a stage as they come, and which of them are drawn together. Names are those of docs/metrics.md.
import { ask } from './ask.js';

const MOST_POINTS = 8192;

/** The values of one number by step. Where they become many, every second is let go of, and later only every so many kept. */
export class Series {
  xs = []; ys = []; last = null;
  #stride = 1; #seen = 0;

  push(x, y) {
    this.last = { x, y };
    if (this.#seen++ % this.#stride) return;
    this.xs.push(x);
    this.ys.push(y);
    if (this.xs.length < MOST_POINTS) return;
    this.xs = this.xs.filter((_, i) => i % 2 === 0);
    this.ys = this.ys.filter((_, i) => i % 2 === 0);
    this.#stride *= 2;
  }
}

/** All numbers of a stage, read on from where it was left off. */
export class StageNumbers {
  training = new Map(); evaluation = new Map(); warnings = []; steps = 0; damaged = 0; lastEvaluation = null;
  #next = 0;

  constructor(run, stage) { [this.run, this.stage] = [run, stage]; }

  /** Reads what is new; true where there was anything. */
  async advance() {
    const page = await ask('metrics', { run: this.run, stage: this.stage, from: this.#next });
    if (page.restarted) this.#forget();
    for (const line of page.lines) this.#add(line);
    this.damaged += page.damaged;
    const isNew = page.restarted || page.next > this.#next;
    this.#next = page.next;
    this.isWhole = page.next >= page.size;
    return isNew;
  }

  /** Reads all that there is. */
  async readAll(shown = () => {}) {
    while (await this.advance() && !this.isWhole) shown();
  }

  #forget() {
    this.training.clear();
    this.evaluation.clear();
    Object.assign(this, { warnings: [], steps: 0, damaged: 0, lastEvaluation: null });
  }

  #add(line) {
    if (line.watchdog) {
      this.warnings.push(line);
      return;
    }
    const isTraining = line.kind === 'train', x = line.step + (isTraining ? 1 : 0);
    if (isTraining) this.steps = Math.max(this.steps, x);
    else this.lastEvaluation = line;
    add(isTraining ? this.training : this.evaluation, '', line, x);
  }
}

function add(into, prefix, object, x) {
  for (const [name, value] of Object.entries(object)) {
    if (prefix === '' && ['step', 'stage', 'kind'].includes(name)) continue;
    if (typeof value === 'number') {
      if (!into.has(prefix + name)) into.set(prefix + name, new Series());
      into.get(prefix + name).push(x, value);
    } else if (value && typeof value === 'object' && !Array.isArray(value)) add(into, `${prefix}${name}/`, value, x);
  }
}

const family = /^families\/(.+)\/pass_at_1$/, length = /^families\/(.+)\/mean_completion_tokens$/;

const groups = [
  { title: 'Accuracy on held-out problems', note: 'pass@1 by family', evaluation: true, names: [family], share: true },
  { title: 'Reward and its parts', note: 'mean over the completions of a step', of: ['reinforcement'], names: [/^reward$/, /^reward_parts\/(.+)$/] },
  { title: 'Training accuracy', note: 'right answers among the completions of a step', of: ['reinforcement'], names: [/^accuracy$/, /^accuracy_by_family\/(.+)$/], share: true },
  { title: 'Completion tokens', note: 'mean, shortest and longest of a step', of: ['reinforcement'], names: [/^completion_tokens$/, /^min_completion_tokens$/, /^max_completion_tokens$/], zero: true },
  { title: 'Held-out completion tokens', note: 'mean by family', evaluation: true, names: [length], zero: true },
  { title: 'Entropy', note: 'of the next token, nats', names: [/^entropy$/, /^surprisal$/], zero: true },
  { title: 'Divergence', note: 'from the reference or the teacher, nats', names: [/^kl$/, /^divergence$/], zero: true },
  { title: 'What gives no gradient', note: 'shares of completions, groups and tokens', of: ['reinforcement'], names: [/^truncated_share$/, /^zero_variance_share$/, /^clip_low_share$/, /^clip_high_share$/], share: true },
  { title: 'Loss', note: 'of the step, and on what is held out', of: ['loss', 'preference', 'none'], names: [/^loss$/, /^held_out_loss$/, /^value_loss$/] },
  { title: 'Accuracy', note: 'pairs in the right order, labels on the right side', of: ['preference', 'none'], names: [/^accuracy$/, /^held_out_accuracy$/], share: true },
  { title: 'Implicit rewards', note: 'mean over a step’s pairs', of: ['preference'], names: [/^chosen_reward$/, /^rejected_reward$/, /^reward_margin$/] },
  { title: 'Gradient norm', note: 'before clipping', names: [/^gradient_norm$/, /^value_gradient_norm$/], log: true },
  { title: 'Seconds a step', note: '', names: [/^seconds$/], zero: true },
];

/** The groups of numbers that a stage has, each with its lines: [{ title, lines: [{ name, series }] }]; then the numbers of none. */
export function grouped(numbers, kind) {
  const used = new Set();
  const made = groups.filter((group) => !group.of || group.of.includes(kind)).map((group) => {
    const from = group.evaluation ? numbers.evaluation : numbers.training, lines = [];
    for (const pattern of group.names)
      for (const [name, series] of from) {
        const found = pattern.exec(name);
        if (!found) continue;
        used.add(`${group.evaluation ? 'held out: ' : ''}${name}`);
        lines.push({ name: (found[1] ?? name).replaceAll('_', ' '), series });
      }
    return { ...group, lines };
  }).filter((group) => group.lines.length > 0);
  const others = [...[...numbers.training].map(([name, series]) => ({ name, series })), ...[...numbers.evaluation].map(([name, series]) => ({ name: `held out: ${name}`, series }))];
  return { groups: made, others: others.filter((line) => !used.has(line.name) && line.name !== 'wall_seconds') };
}
