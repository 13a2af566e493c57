import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { clock } from '../lib/format.ts';

/** How long somebody has heard music. Not told with every second to who listens to the page. */
export function HoldClock(props: { label: 'call.heldFor' | 'transfer.ringsFor'; since: number; now: number }): ReactNode {
  const t = useTranslations();
  return (
    <span className="cc-tabular" role="timer" aria-live="off">
      {t(props.label, { time: clock(props.now - props.since) })}
    </span>
  );
}
