// Which of the page's views is shown: #/ the list, #/run/NAME one run, #/compare/NAME/NAME several.
import { byId, element } from './text.js';
import { showRuns } from './runs.js';
import { showRun } from './run.js';
import { showComparison } from './compare.js';

let leave = () => {};

// The parts of the address; one that was cut in the midst of a letter is none.
function words() {
  try {
    return location.hash.split('/').map(decodeURIComponent);
  } catch {
    return [];
  }
}

function show() {
  leave();
  const [, view, ...names] = words();
  const main = byId('main');
  main.replaceChildren();
  byId('trail').replaceChildren(...names.length ? [`› ${view === 'compare' ? 'comparison' : names[0]}`] : []);
  document.title = `${names.length ? (view === 'compare' ? 'Comparison' : names[0]) : 'Runs'} · R1Sharp`;
  if (view === 'run' && names[0]) leave = showRun(main, names[0], names[1]);
  else if (view === 'compare' && names.length > 1) leave = showComparison(main, names);
  else leave = showRuns(main);
}

addEventListener('hashchange', () => { show(); byId('main').focus({ preventScroll: true }); scrollTo(0, 0); });
addEventListener('error', (event) => byId('link').replaceChildren(element('span', 'error', event.message)));
show();
