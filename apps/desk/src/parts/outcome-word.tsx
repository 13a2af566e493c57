import type { SegmentView } from '@centralino/protocol';
import { useLanguage } from '@centralino/ui';
import type { ReactNode } from 'react';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';

/** The outcome of an agent's part as people read it; what the service no longer knows is shown by its code. */
export function OutcomeWord(props: { segment: Pick<SegmentView, 'disposition' | 'service'> }): ReactNode {
  const { disposition, service } = props.segment;
  const desk = useDesk();
  const { language } = useLanguage();
  const settings = useStore(desk.state, (state) => state.serviceSettings);
  if (disposition === null) return null;
  const first = settings.find(({ code }) => code === service.code)?.outcomes?.level1.find(({ code }) => code === disposition.level1);
  const second = first?.level2.find(({ code }) => code === disposition.level2);
  return [first?.label[language] ?? disposition.level1, second?.label[language] ?? disposition.level2].filter(Boolean).join(' · ');
}
