// Several runs in the same charts, stage by stage: each run has a colour, and a chart of its own for each number.
import { ask, repeat } from './ask.js';
import { Chart } from './chart.js';
import { StageNumbers, grouped } from './curves.js';
import { stateMark } from './runs.js';
import { box, element } from './text.js';

/** Shows runs beside one another until they are left. */
export function showComparison(main, names) {
  const key = element('ul', 'legend key'), select = element('select'), grid = element('div', 'charts'), none = element('p', 'quiet', 'None of the runs has numbers of this stage yet.');
  const stages = new Map(), charts = new Map();
  let chosen = null, isHere = true;
  select.addEventListener('change', () => { chosen = select.value; charts.clear(); grid.replaceChildren(); draw(); });
  main.append(box('div', 'title', element('h1', '', `${names.length} runs beside one another`), box('label', '', 'Stage ', select)), key, none, element('h2', 'hidden', 'Numbers'), grid);

  // The numbers of a stage of every run that has it.
  function of(stage, kind) {
    if (!stages.has(stage)) stages.set(stage, { kind, runs: new Map() });
    return stages.get(stage).runs;
  }

  function draw() {
    const { kind, runs } = stages.get(chosen) ?? { kind: 'none', runs: new Map() }, together = new Map();
    for (const [color, name] of names.entries())
      for (const group of runs.has(name) ? grouped(runs.get(name), kind).groups : [])
        for (const line of group.lines) {
          const title = group.lines.length > 1 || line.name !== group.title.toLowerCase() ? `${group.title}: ${line.name}` : group.title;
          if (!together.has(title)) together.set(title, { group: { ...group, title, note: '' }, lines: [] });
          together.get(title).lines.push({ name, color, series: line.series });
        }
    none.hidden = together.size > 0;
    for (const [title, { group, lines }] of together) {
      if (!charts.has(title)) {
        charts.set(title, new Chart(group));
        grid.append(charts.get(title).node);
      }
      charts.get(title).show(lines);
    }
  }

  async function advance(name) {
    const run = await ask('run', { run: name });
    for (const stage of run.graph.filter((one) => one.state !== 'waiting' && one.curves !== 'evaluation')) {
      const runs = of(stage.name, stage.curves);
      if (!runs.has(name)) runs.set(name, new StageNumbers(name, stage.name));
      if (stage.name === chosen) await runs.get(name).readAll();
    }
    return run;
  }

  const stop = repeat(1, async () => {
    const runs = await Promise.all(names.map(advance));
    if (!isHere) return;
    key.replaceChildren(...runs.map((run, i) => box('li', '', element('i', `swatch c${i % 7}${i >= 7 ? ' dashed' : ''}`), link(run.name), stateMark(run))));
    const all = [...stages.keys()];
    if (select.children.length !== all.length) {
      select.replaceChildren(...all.map((stage) => { const made = element('option', '', stage); made.value = stage; return made; }));
      select.value = chosen ??= all.findLast((stage) => stages.get(stage).kind === 'reinforcement') ?? all.at(-1) ?? '';
      return 0.02;
    }
    draw();
  });
  return () => { isHere = false; stop(); };
}

function link(name) {
  const made = element('a', '', name);
  made.href = `#/run/${encodeURIComponent(name)}`;
  return made;
}
