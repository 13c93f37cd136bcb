// A chart of lines that can be read with the eyes, the pointer, the arrow keys and a screen reader. It is drawn anew when there are new points.
import { box, byId, element, percent, short } from './text.js';

const HEIGHT = 190, LEFT = 52, RIGHT = 12, TOP = 8, BOTTOM = 24, SMOOTHED_FROM = 40;

export class Chart {
  #svg = byId('drawing').content.firstElementChild.cloneNode(true);
  #readout = element('p', 'readout');
  #legend = element('ul', 'legend');
  #lines = []; #marks = []; #at = null; #width = 0;
  #cross = null; #x = null; #y = null; #range = null;

  constructor(group) {
    this.group = group;
    const caption = box('figcaption', '', element('h3', '', group.title), element('p', 'quiet', group.note));
    this.node = box('figure', 'card', caption, this.#svg, this.#legend, this.#readout);
    this.#readout.setAttribute('aria-live', 'polite');
    this.#svg.addEventListener('pointermove', (event) => this.#point(event));
    this.#svg.addEventListener('pointerleave', () => this.#read(null));
    this.#svg.addEventListener('blur', () => this.#read(null));
    this.#svg.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => { if (this.#svg.clientWidth !== this.#width) this.draw(); }).observe(this.#svg);
  }

  /** Takes lines: [{ name, series, color? }], and steps at which something is to be seen. */
  show(lines, marks = []) {
    [this.#lines, this.#marks] = [lines, marks];
    this.draw();
  }

  draw() {
    this.#width = this.#svg.clientWidth;
    if (!this.#width) return;
    const points = this.#lines.flatMap((line) => line.series.ys.filter((y) => Number.isFinite(y) && (!this.group.log || y > 0)));
    const xs = this.#lines.flatMap((line) => line.series.xs);
    this.#svg.replaceChildren();
    this.#svg.setAttribute('viewBox', `0 0 ${this.#width} ${HEIGHT}`);
    this.#tell();
    if (!points.length) return;
    this.#scale(least(xs), most(xs), least(points), most(points));
    this.#axes();
    for (const mark of this.#marks) this.#add('line', 'mark', { x1: this.#x(mark), x2: this.#x(mark), y1: TOP, y2: HEIGHT - BOTTOM });
    this.#lines.forEach((line, i) => this.#line(line, line.color ?? i));
    this.#cross = this.#add('line', 'cross', { y1: TOP, y2: HEIGHT - BOTTOM });
    this.#read(this.#at);
  }

  #scale(left, right, low, high) {
    const { log, zero, share } = this.group;
    if (zero) low = Math.min(0, low);
    if (share) [low, high] = [Math.min(0, low), Math.max(high, 0.05)];
    if (high === low) [low, high] = [low - Math.abs(low || 1) * 0.1, high + Math.abs(high || 1) * 0.1];
    const lift = log ? Math.log10 : (y) => y;
    const [from, to] = [lift(low), lift(high)], space = (to - from) * 0.04 || 1;
    const bottom = (zero || share) && low === 0 ? from : from - space;
    this.#range = { left, right: right === left ? left + 1 : right, low: bottom, high: to + space };
    const range = this.#range;
    this.#x = (x) => LEFT + (x - range.left) / (range.right - range.left) * (this.#width - LEFT - RIGHT);
    this.#y = (y) => TOP + (1 - (lift(y) - range.low) / (range.high - range.low)) * (HEIGHT - TOP - BOTTOM);
  }

  #axes() {
    const { left, right, low, high } = this.#range;
    const ys = this.group.log ? powers(low, high) : ticks(low, high, 4);
    for (const y of ys) {
      this.#add('line', 'grid', { x1: LEFT, x2: this.#width - RIGHT, y1: this.#y(y), y2: this.#y(y) });
      this.#add('text', 'tick', { x: LEFT - 6, y: this.#y(y) + 4, 'text-anchor': 'end' }, this.group.share ? percent(y) : short(y));
    }
    for (const x of ticks(left, right, Math.max(2, Math.min(10, this.#width / 55))).filter(Number.isInteger))
      this.#add('text', 'tick', { x: this.#x(x), y: HEIGHT - 6, 'text-anchor': 'middle' }, short(x));
  }

  #line({ series }, color) {
    const isLong = series.xs.length >= SMOOTHED_FROM;
    const path = (ys) => {
      let text = '', isPen = false;
      for (const [x, y] of reduced(series.xs, ys, this.#width)) {
        const isDrawn = Number.isFinite(y) && (!this.group.log || y > 0);
        if (isDrawn) text += `${isPen ? 'L' : 'M'}${this.#x(x).toFixed(1)} ${this.#y(y).toFixed(1)}`;
        isPen = isDrawn;
      }
      return text;
    };
    const drawn = (ys, className) => this.#add('path', `${className} c${color % 7}${color >= 7 ? ' dashed' : ''}`, { d: path(ys) });
    if (isLong) drawn(series.ys, 'raw');
    if (series.xs.length > 1) drawn(isLong ? smoothed(series.ys) : series.ys, 'line');
    if (series.xs.length === 1) this.#add('circle', `dot c${color % 7}`, { cx: this.#x(series.xs[0]), cy: this.#y(series.ys[0]), r: 3 });
  }

  #add(name, className, attributes, text) {
    const made = document.createElementNS(this.#svg.namespaceURI, name);
    made.setAttribute('class', className);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    this.#svg.append(made);
    return made;
  }

  #value(y) { return this.group.share ? percent(y) : short(y); }

  // The legend has the last values, or those where the pointer is.
  #tell() {
    const items = this.#lines.slice(0, 14).map(({ name, series, color }, i) => {
      const at = this.#at === null ? series.last : valueAt(series, this.#at);
      return box('li', '', element('i', `swatch c${(color ?? i) % 7}${(color ?? i) >= 7 ? ' dashed' : ''}`), element('span', '', name), element('b', '', at ? this.#value(at.y) : '–'));
    });
    if (this.#lines.length > 14) items.push(element('li', 'quiet', `and ${this.#lines.length - 14} more`));
    this.#legend.replaceChildren(...items);
    const said = this.#lines.slice(0, 6).filter((line) => line.series.last).map((line) => `${line.name} ${this.#value(line.series.last.y)} at step ${line.series.last.x}`);
    this.#svg.setAttribute('aria-label', `${this.group.title}: ${said.join(', ') || 'nothing yet'}. Arrow keys go through the steps.`);
  }

  #point(event) {
    if (!this.#range) return;
    const { left, right } = this.#range, place = (event.offsetX - LEFT) / (this.#width - LEFT - RIGHT);
    this.#read(nearest(this.#lines, left + Math.min(1, Math.max(0, place)) * (right - left)));
  }

  #key(event) {
    const xs = [...new Set(this.#lines.flatMap((line) => line.series.xs))].sort((a, b) => a - b);
    const at = this.#at === null ? xs.length : xs.indexOf(this.#at);
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: xs.length - 1, PageUp: at - 10, PageDown: at + 10 }[event.key];
    if (next === undefined || !xs.length) return;
    event.preventDefault();
    this.#read(xs[Math.min(xs.length - 1, Math.max(0, next))]);
    this.#readout.textContent = `Step ${short(this.#at)}: ${this.#lines.slice(0, 6).map((line) => [line.name, valueAt(line.series, this.#at)])
      .filter(([, found]) => found).map(([name, found]) => `${name} ${this.#value(found.y)}`).join(', ')}`;
  }

  #read(x) {
    this.#at = x;
    if (!this.#cross) return;
    this.#cross.style.display = x === null ? 'none' : '';
    if (x !== null) ['x1', 'x2'].forEach((name) => this.#cross.setAttribute(name, this.#x(x)));
    if (x === null || document.activeElement !== this.#svg) this.#readout.textContent = x === null ? '' : `Step ${short(x)}`;
    this.#tell();
  }
}

const least = (all) => all.reduce((a, b) => Math.min(a, b), Infinity), most = (all) => all.reduce((a, b) => Math.max(a, b), -Infinity);

function nearest(lines, x) {
  let best = null;
  for (const { series } of lines) {
    const found = valueAt(series, x);
    if (found && (best === null || Math.abs(found.x - x) < Math.abs(best - x))) best = found.x;
  }
  return best;
}

// The point nearest to a step; steps ascend.
function valueAt({ xs, ys }, x) {
  if (!xs.length) return null;
  let low = 0, high = xs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] < x) low = middle + 1; else high = middle;
  }
  const at = low > 0 && x - xs[low - 1] < xs[low] - x ? low - 1 : low;
  return { x: xs[at], y: ys[at] };
}

// More points than twice the pixels are drawn as lowest and highest of each pixel.
function reduced(xs, ys, width) {
  if (xs.length <= 2 * width) return xs.map((x, i) => [x, ys[i]]);
  const size = xs.length / width, made = [];
  for (let i = 0; i < width; i++) {
    let low = Math.floor(i * size), high = low;
    for (let j = low; j < Math.floor((i + 1) * size); j++) {
      if (ys[j] < ys[low]) low = j;
      if (ys[j] > ys[high]) high = j;
    }
    made.push(...[Math.min(low, high), Math.max(low, high)].map((j) => [xs[j], ys[j]]));
  }
  return made;
}

// The mean over a fortieth of all points around each.
function smoothed(ys) {
  const reach = Math.max(1, Math.floor(ys.length / 40)), sums = [0];
  for (const y of ys) sums.push(sums.at(-1) + (Number.isFinite(y) ? y : 0));
  return ys.map((_, i) => {
    const [from, to] = [Math.max(0, i - reach), Math.min(ys.length, i + reach + 1)];
    return (sums[to] - sums[from]) / (to - from);
  });
}

function ticks(low, high, count) {
  const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough)), step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
  const made = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) made.push(Number((i * step).toPrecision(12)));
  return made;
}

function powers(low, high) {
  const made = [], one = Math.max(1, Math.ceil((high - low) / 4));
  for (let power = Math.ceil(low); power <= high; power += one) made.push(10 ** power);
  return made.length > 1 ? made : ticks(10 ** low, 10 ** high, 3).filter((y) => y > 0);
}
