import { Channel } from '@centralino/protocol';
import { ActionIcon, NativeSelect, Tooltip } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import side from '../parts/side-panel.module.css';
import { useServerNow } from '../state/desk-context.ts';
import { JourneyItem } from './journey-item.tsx';
import styles from './journey.module.css';
import { useJourney, type JourneyFilter } from './use-journey.ts';

const dayMs = 86_400_000;
const periods = { week: 7, month: 30, year: 365 } as const;
/** An entry that is not opened. */
const usualHeight = 74;

/** The nearest element around that scrolls. */
function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  for (let one = element?.parentElement ?? null; one !== null; one = one.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(one).overflowY)) return one;
  }
  return document.scrollingElement as HTMLElement | null;
}

/** What happened with a contact on all channels, newest first, live. Only what is in sight is drawn: it may be ten thousand. */
export function Journey(props: { contactId: string }): ReactNode {
  const t = useTranslations();
  const [filter, setFilter] = useState<JourneyFilter>({});
  const [filtering, setFiltering] = useState(false);
  const { state, more } = useJourney(props.contactId, filter);
  const filtered = Object.values(filter).some((value) => value !== undefined);

  if (state.status === 'failed') return <p className={side.muted}>{t('journey.failed')}</p>;
  return (
    <div>
      <div className={styles.head}>
        <span className={styles.total} role="status">
          {state.status === 'loading' ? t('common.loading') : t('journey.total', { count: state.total })}
        </span>
        <Tooltip label={t('journey.filters')}>
          <ActionIcon
            variant={filtered ? 'light' : 'subtle'}
            aria-label={t('journey.filters')}
            aria-expanded={filtering}
            c={filtered ? 'var(--cc-petrol)' : 'var(--cc-muted)'}
            onClick={() => setFiltering(!filtering)}
          >
            <IconFilter size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {filtering && <Filters filter={filter} services={state.services} onChange={setFilter} />}
      {state.status === 'ready' && state.entries.length === 0 ? (
        <p className={side.muted}>{t(filtered ? 'journey.emptyFiltered' : 'journey.empty')}</p>
      ) : (
        <Timeline state={state} more={more} />
      )}
    </div>
  );
}

function Filters(props: {
  filter: JourneyFilter;
  services: readonly { code: string; name: string }[];
  onChange: (filter: JourneyFilter) => void;
}): ReactNode {
  const t = useTranslations();
  const [period, setPeriod] = useState('');
  const any = { value: '', label: t('journey.any') };
  const set = (part: { [K in keyof JourneyFilter]?: JourneyFilter[K] | undefined }): void => {
    const next = { ...props.filter, ...part };
    props.onChange(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== '')) as JourneyFilter);
  };
  return (
    <div className={styles.filters}>
      <NativeSelect
        label={t('journey.channel')}
        size="xs"
        value={props.filter.channel ?? ''}
        onChange={(event) => set({ channel: (event.currentTarget.value || undefined) as JourneyFilter['channel'] })}
        data={[any, ...Channel.options.map((value) => ({ value, label: t(`channels.${value}`) }))]}
      />
      <NativeSelect
        label={t('journey.service')}
        size="xs"
        value={props.filter.service ?? ''}
        onChange={(event) => set({ service: event.currentTarget.value || undefined })}
        data={[any, ...props.services.map(({ code, name }) => ({ value: code, label: name }))]}
      />
      <NativeSelect
        label={t('journey.result')}
        size="xs"
        value={props.filter.result ?? ''}
        onChange={(event) => set({ result: (event.currentTarget.value || undefined) as JourneyFilter['result'] })}
        data={[any, ...(['answered', 'unanswered', 'open'] as const).map((value) => ({ value, label: t(`journey.results.${value}`) }))]}
      />
      <NativeSelect
        label={t('journey.period')}
        size="xs"
        value={period}
        onChange={(event) => {
          const chosen = event.currentTarget.value as keyof typeof periods | '';
          setPeriod(chosen);
          set({ from: chosen === '' ? undefined : Date.now() - periods[chosen] * dayMs });
        }}
        data={[any, ...(['week', 'month', 'year'] as const).map((value) => ({ value, label: t(`journey.periods.${value}`) }))]}
      />
    </div>
  );
}

function Timeline(props: { state: ReturnType<typeof useJourney>['state']; more: () => void }): ReactNode {
  const t = useTranslations();
  const now = useServerNow(30_000);
  const { entries, next, total } = props.state;
  const { more } = props;
  const list = useRef<HTMLUListElement>(null);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [margin, setMargin] = useState(0);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());

  useLayoutEffect(() => setScroller(scrollerOf(list.current)), []);
  // What stands above may grow and shrink (a form, a filter): the list learns where it begins.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- after every drawing: it ends when the place does not change any more
  useLayoutEffect(() => {
    if (scroller === null || list.current === null) return;
    const top = list.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    if (Math.abs(top - margin) >= 1) setMargin(top);
  });

  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller,
    estimateSize: () => usualHeight,
    getItemKey: (index) => entries[index]?.interactionId ?? index,
    overscan: 8,
    scrollMargin: margin,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (next !== null && last >= entries.length - 20) more();
  }, [next, last, entries.length, more]);

  return (
    <ul ref={list} className={styles.list} aria-label={t('journey.list')} style={{ height: virtual.getTotalSize() }}>
      {items.map((item) => {
        const entry = entries[item.index];
        if (entry === undefined) return null;
        return (
          <li
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            aria-setsize={total}
            aria-posinset={item.index + 1}
            className={styles.item}
            style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
          >
            <JourneyItem
              entry={entry}
              now={now}
              open={opened.has(entry.interactionId)}
              onToggle={() => {
                const after = new Set(opened);
                if (!after.delete(entry.interactionId)) after.add(entry.interactionId);
                setOpened(after);
              }}
            />
          </li>
        );
      })}
    </ul>
  );
}
