// The list of runs.
import { ask, repeat } from './ask.js';
import { box, button, duration, element, percent, short } from './text.js';

export const states = { running: 'running', finished: 'finished', stopped: 'stopped by a watchdog', unfinished: 'not finished' };

/** How a run stands, as a mark with a word. */
export function stateMark(run) {
  const silent = run.state === 'running' && run.silent_seconds > 600;
  const mark = element('span', `state ${silent ? 'silent' : run.state}`, silent ? `silent for ${duration(run.silent_seconds)}` : states[run.state]);
  if (silent) mark.title = 'Its lock is there, but nothing has been written for a while: a long step, or a process that was killed.';
  return mark;
}

/** Shows the list until it is left. */
export function showRuns(main) {
  const chosen = new Set(), rows = new Map();
  const table = element('table', 'runs'), body = element('tbody');
  const head = box('tr', '', ...['Compare', 'Run', 'State', 'Stage', 'Progress', 'Last step', 'Written'].map((title) => {
    const cell = element('th', '', title);
    cell.scope = 'col';
    return cell;
  }));
  table.append(element('caption', 'hidden', 'Runs'), box('thead', '', head), body);
  const compare = button('Compare', () => { location.hash = `#/compare/${[...chosen].map(encodeURIComponent).join('/')}`; });
  const folder = element('p', 'quiet'), none = element('p', 'card none', 'There is no run here yet. One appears as soon as it begins.');
  const title = box('div', 'title', box('div', '', element('h1', '', 'Runs'), folder), compare);
  main.append(title, none, table);

  function row(run) {
    const check = element('input');
    check.type = 'checkbox';
    check.setAttribute('aria-label', `Compare ${run.name}`);
    check.addEventListener('change', () => { chosen[check.checked ? 'add' : 'delete'](run.name); mark(); });
    const link = element('a', '', run.name);
    link.href = `#/run/${encodeURIComponent(run.name)}`;
    const cells = Array.from({ length: 5 }, () => element('td'));
    const name = box('th', '', link);
    name.scope = 'row';
    const made = { line: box('tr', '', box('td', '', check), name, ...cells), cells };
    ['State', 'Stage', 'Progress', 'Last step', 'Written'].forEach((title, i) => { cells[i].dataset.title = title; });
    return made;
  }

  function mark() {
    compare.disabled = chosen.size < 2;
    compare.textContent = chosen.size < 2 ? 'Compare (choose two or more)' : `Compare ${chosen.size} runs`;
  }

  function fill(made, run) {
    const text = JSON.stringify(run);
    if (made.text === text) return;
    made.text = text;
    const numbers = Object.entries(run.numbers ?? {}).slice(0, 3).map(([name, value]) => `${name.replaceAll('_', ' ')} ${name === 'accuracy' ? percent(value) : short(value)}`);
    made.cells[0].replaceChildren(stateMark(run));
    made.cells[1].textContent = run.stage ? (run.stage === run.kind ? run.stage : `${run.stage} (${run.kind})`) : '–';
    made.cells[2].replaceChildren(progress(run));
    made.cells[3].textContent = numbers.join(', ') || '–';
    made.cells[4].textContent = `${duration(run.silent_seconds)} ago`;
  }

  mark();
  return repeat(1, async () => {
    const { folder: path, runs } = await ask('runs');
    folder.textContent = path;
    none.hidden = runs.length > 0;
    table.hidden = runs.length === 0;
    const named = new Set(runs.map((run) => run.name));
    for (const [name, made] of rows) if (!named.has(name)) { made.line.remove(); rows.delete(name); chosen.delete(name); mark(); }
    for (const run of runs) {
      if (!rows.has(run.name)) rows.set(run.name, row(run));
      fill(rows.get(run.name), run);
    }
    runs.sort((a, b) => (b.state === 'running') - (a.state === 'running') || (a.state === 'running' ? a.name.localeCompare(b.name) : a.silent_seconds - b.silent_seconds));
    runs.forEach((run, i) => { const { line } = rows.get(run.name); if (body.children[i] !== line) body.insertBefore(line, body.children[i] ?? null); });
  });
}

/** How far a run has come: its stages, and the steps of the present one. */
function progress(run) {
  const bar = element('progress');
  const part = run.steps && run.stages_done < run.stages ? Math.min(1, run.steps_done / run.steps) : 0;
  [bar.max, bar.value] = [Math.max(1, run.stages), Math.min(run.stages, run.stages_done + part)];
  const steps = run.stages_done < run.stages && run.steps_done ? `, step ${run.steps_done}${run.steps ? ` of ${run.steps}` : ''}` : '';
  const text = `${run.stages_done} of ${run.stages} stages${steps}`;
  bar.setAttribute('aria-label', text);
  return box('div', 'progress', bar, element('span', '', text));
}
