import type { MouseEvent, ReactNode } from 'react';
import { hrefOf, navigate } from '../router.ts';

/** A link within the console: a real address (new tab, copy), but without loading the page again. */
export function Link(props: {
  to: string;
  className?: string | undefined;
  current?: boolean;
  children: ReactNode;
  label?: string;
}): ReactNode {
  const follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(props.to);
  };
  return (
    <a
      href={hrefOf(props.to)}
      className={props.className}
      onClick={follow}
      aria-label={props.label}
      aria-current={props.current === true ? 'page' : undefined}
    >
      {props.children}
    </a>
  );
}
