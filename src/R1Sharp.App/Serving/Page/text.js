// What pages are made of. Texts of models, recipes and folders go into the page as text and never as HTML.

/** An element with a class and a text. */
export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined && text !== null) made.textContent = text;
  return made;
}

/** An element around others. */
export function box(name, className, ...children) {
  const made = element(name, className);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** A button that does something. */
export function button(text, act, className) {
  const made = element('button', className ?? '', text);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
}

export const byId = (id) => document.getElementById(id);

/** A number with as many digits as it is worth. */
export function short(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e7)) return value.toExponential(2).replace('e+', 'e').replace('-', '−');
  return value.toLocaleString('en', { maximumFractionDigits: size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 3 : 4 }).replace('-', '−');
}

export const percent = (share) => `${short(Math.round(share * 1000) / 10)} %`;

/** Seconds as people say them. */
export function duration(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.round((seconds % 86400) / 3600)} h`;
}

/** Says something to whoever listens instead of looking. */
export function say(text) { byId('said').textContent = text; }
