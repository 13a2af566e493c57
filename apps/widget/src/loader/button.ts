export interface CornerButton {
  button: HTMLButtonElement;
  sorry: HTMLParagraphElement;
}

/** The corner button, and the place above it for what went wrong. */
export function cornerButton(words: string): CornerButton {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'corner';
  button.setAttribute('aria-haspopup', 'dialog');
  const label = document.createElement('span');
  label.textContent = words;
  button.appendChild(icon());
  button.appendChild(label);
  const sorry = document.createElement('p');
  sorry.className = 'sorry';
  sorry.setAttribute('role', 'alert');
  return { button, sorry };
}

function icon(): SVGSVGElement {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute(
    'd',
    'M4 14v-3a8 8 0 1 1 16 0v3M18 19c0 1.657-2.686 3-6 3M4 14a2 2 0 0 1 2-2h1a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM15 14a2 2 0 0 1 2-2h1a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2h-1a2 2 0 0 1-2-2z',
  );
  svg.appendChild(path);
  return svg;
}
