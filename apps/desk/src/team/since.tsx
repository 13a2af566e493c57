import type { ReactNode } from 'react';
import { clock } from '../lib/format.ts';
import { useServerNow } from '../state/desk-context.ts';

/** A running time. In a piece of its own, so that a second that passes draws a few figures and not a whole board. */
export function Since(props: { at: number }): ReactNode {
  const now = useServerNow();
  return (
    <time className="cc-tabular" dateTime={new Date(props.at).toISOString()}>
      {clock(now - props.at)}
    </time>
  );
}
